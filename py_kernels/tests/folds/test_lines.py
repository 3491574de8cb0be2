"""Specification of the straight lines: least squares where rows are many, few inputs where few tell."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.folds.candidate import Candidate
from py_kernels.folds.lines import DECAYS, sizes
from py_kernels.folds.lines import lines as of_tables
from py_kernels.folds.views import Views
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space

from .tables import inputs, of_table, space, views

X = inputs(60, 4, 1)
NOISE = torch.randn(60, generator=torch.Generator().manual_seed(2))


# A line of one decay alone, or a mean of lines.
ALONE, MEAN = 1.0, 0.0


def lines(table: Views, space: Space, most: int, alone: float = ALONE) -> list[Candidate]:
    return of_table(of_tables(table, space, most, alone))


def parts(candidate: Candidate) -> tuple[Tensor, Tensor]:
    plan = layout(space(4), 0)
    return plan.view(candidate.packed, "weights_1")[0], plan.view(candidate.packed, "bias_1")


@pytest.mark.parametrize("alone", [ALONE, 0.5, MEAN])
def test_the_line_of_all_inputs_is_least_squares_where_noise_is_small(alone: float) -> None:
    truth = torch.tensor([1.0, -2.0, 0.5, 0.1])
    y = X @ truth + 3 + 1e-3 * NOISE
    weights, bias = parts(lines(views(X, y), space(4), 4, alone)[-1])
    assert torch.allclose(weights, truth, atol=1e-3)
    assert torch.allclose(bias, torch.tensor([3.0]), atol=1e-3)


@pytest.mark.parametrize("alone", [ALONE, MEAN])
def test_inputs_enter_by_what_they_tell(alone: float) -> None:
    y = 2 * X[:, 2] - X[:, 0] + 0.1 * NOISE
    found = lines(views(X, y), space(4), 4, alone)
    present = [(parts(each)[0] != 0).nonzero().flatten().tolist() for each in found]
    assert present[:3] == [[], [2], [0, 2]]
    assert [len(each) for each in present] == [0, 1, 2, 3, 4]


def test_left_out_answers_come_from_lines_that_lack_the_row() -> None:
    y = X[:, 0].clone()
    y[7] += 100
    answers = lines(views(X, y), space(4), 0)[0].left_out[0, 0]
    table = views(X, y)
    for row in (7, 8):
        there = table.counts[table.held[0, 0, row]] > 0
        assert torch.isclose(answers[row], y[there].mean(), atol=1e-4)


def test_noise_is_estimated() -> None:
    y = X[:, 0] + 0.3 * NOISE
    assert 0.2 < lines(views(X, y), space(4), 4)[1].noise < 0.4


def test_under_hubers_loss_a_wild_row_does_not_decide() -> None:
    y = X[:, 0] + 0.05 * NOISE
    y[7] = 1000
    robust = parts(lines(views(X, y, robust=True), space(4), 1)[1])[0]
    squares = parts(lines(views(X, y), space(4), 1)[1])[0]
    assert torch.allclose(robust, torch.tensor([1.0, 0, 0, 0]), atol=0.1)
    assert not torch.allclose(squares, torch.tensor([1.0, 0, 0, 0]), atol=0.1)


def test_every_decay_is_ridge_regression_on_the_inputs_that_are_in() -> None:
    y = X[:, 0] + 0.5 * X[:, 3] + NOISE
    table = views(X, y)
    found = lines(table, space(4), 4)[2]
    weights, bias = parts(found)
    inside = weights.nonzero().flatten()
    x, about = (X[:, inside] - X[:, inside].mean(0)).double(), (y - y.mean()).double()
    fits = [
        torch.linalg.solve(x.T @ x + decay * torch.eye(2, dtype=torch.float64), x.T @ about).float()
        for decay in DECAYS
    ]
    assert min(float((fit - weights[inside]).abs().max()) for fit in fits) < 1e-5
    assert torch.isclose(bias[0], y.mean() - X.mean(0) @ weights, atol=1e-5)


def test_a_mean_of_lines_lies_between_them_and_nearer_to_nothing_where_rows_tell_nothing() -> None:
    y = 0.1 * X[:, 0] + NOISE
    table = views(X, y)
    alone, mean = (parts(lines(table, space(4), 4, alone)[-1])[0] for alone in (ALONE, MEAN))
    least_squares = torch.linalg.lstsq(X - X.mean(0), y - y.mean()).solution
    assert bool((mean * least_squares >= 0).all())
    assert bool((mean.abs() <= least_squares.abs() + 1e-5).all())
    between = parts(lines(table, space(4), 4, 0.5)[-1])[0]
    torch.testing.assert_close(between, (alone + mean) / 2, rtol=1e-4, atol=1e-6)


def test_rows_that_one_view_lacks_and_none_has_choose_the_decay() -> None:
    """One fold held out for good: with few rows and much noise a strong decay is better than none."""
    truth = torch.tensor([1.0, -2.0, 0.5, 0.1])
    y = X @ truth
    y[:8] += 5 * NOISE[:8]
    counts = (torch.arange(60) < 8).float()[None]
    held = torch.where(counts > 0, -1, 0).long()
    table = Views(X[None], y[None, :, None], counts, held[None])
    answers = torch.zeros(1, 1, 60)
    torch.testing.assert_close(table.errors(answers)[0], y[8:].double().square().mean())
    weights = parts(lines(table, space(4), 4)[-1])[0]
    inside, about = (X[:8] - X[:8].mean(0)), y[:8] - y[:8].mean()
    least_squares = torch.linalg.lstsq(inside, about).solution
    assert float((X[8:] @ (weights - truth)).square().mean()) < float(
        (X[8:] @ (least_squares - truth)).square().mean()
    )


def test_wide_lines_are_tried_at_every_size_first_and_then_at_a_quarter_more_each() -> None:
    assert sizes(4) == [0, 1, 2, 3, 4]
    wide = sizes(228)
    assert wide[:33] == list(range(33))
    assert wide[-1] == 228
    assert len(wide) < 45
