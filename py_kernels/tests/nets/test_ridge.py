"""Ridge regressions of tables."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from py_kernels.nets import log_odds, standard
from py_kernels.nets.ridge import line, ridge_with_bias


def drawn(tables: int, rows: int, columns: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """x [B, S, C], y [B, S], float64: a line of two columns with noise."""
    generator = Generator().manual_seed(seed)
    x = torch.randn(tables, rows, columns, generator=generator, dtype=torch.float64)
    noise = torch.randn(tables, rows, generator=generator, dtype=torch.float64)
    return x, x[..., 0] - 2 * x[..., 1] + 0.5 * noise


def test_leverage_tells_what_is_answered_to_a_row_that_is_left_out() -> None:
    x, y = drawn(2, 12, 3)
    decay, ones = torch.tensor([0.5, 2.0], dtype=torch.float64), torch.ones_like(y)
    found = ridge_with_bias(x, y, ones, decay)
    unseen = (y - found.answers) / (1 - found.leverage)
    for row in range(12):
        counts = ones.clone()
        counts[:, row] = 0
        without = ridge_with_bias(x, y, counts, decay)
        torch.testing.assert_close(y[:, row] - without.answers[:, row], unseen[:, row], rtol=1e-4, atol=1e-5)


def test_a_line_is_held_by_more_where_there_is_more_noise() -> None:
    x, y = drawn(20, 30, 8)
    noise = 4 * torch.randn(y.shape, generator=Generator().manual_seed(1), dtype=torch.float64)
    ones = torch.ones_like(y)
    x, clean, loud = (standard(each, ones)[0] for each in (x, y[..., None], (y + noise)[..., None]))
    one, other = line(x, clean[..., 0], ones), line(x, loud[..., 0], ones)
    fits = [ridge_with_bias(x, each[..., 0], ones, torch.full_like(y[:, 0], 1e-6)) for each in (clean, loud)]
    kept = [
        each.norm(dim=1) / fit.weights[:, :-1].norm(dim=1)
        for each, fit in zip((one, other), fits, strict=True)
    ]
    assert kept[0].mean() > 0.9
    assert kept[1].mean() < 0.75


def test_log_odds_are_where_the_likelihood_has_no_slope() -> None:
    x, y = drawn(3, 40, 2)
    classes, ones = (y > 0.3).double(), torch.ones_like(y)
    ones[:, :5] = 2
    decay = torch.full_like(y[:, 0], 1.0)
    weights = log_odds(x, classes, ones, decay)
    chance = ((x @ weights[:, :-1, None])[..., 0] + weights[:, -1:]).sigmoid()
    slopes = (x.mT @ (ones * (classes - chance))[..., None])[..., 0] - weights[:, :-1]
    torch.testing.assert_close(slopes, torch.zeros_like(slopes), atol=2e-2, rtol=0)


def test_one_class_alone_is_answered_as_such() -> None:
    x, y = drawn(1, 20, 2)
    weights = log_odds(x, torch.ones_like(y), torch.ones_like(y), torch.ones_like(y[:, 0]))
    assert weights.isfinite().all()
    assert weights[0, -1] > 3
