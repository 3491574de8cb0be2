"""Straight lines of few inputs for one target: the lasso's path, refitted by ridge regression (depth 0).

G tables; V views, table after table; S rows; I inputs; L penalties; D decays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from .candidate import Candidate
from .mixture import Lines, Mixture
from .robust import weights
from .views import Views

# Of the penalty at which the last input enters: the path's penalties, from 1 down.
PENALTIES = torch.logspace(0, -3.5, 60, dtype=torch.float64)
# Of coordinate descent: in all, over inputs; where there are many, which enters first matters less.
SWEEPS, FEWEST_SWEEPS, MANY = 60, 15, 32
# Ridge's penalty for inputs of variance 1, beside the sum of squared errors.
DECAYS = (1e-6, *torch.logspace(-3, 3, 25, dtype=torch.float64).tolist())
TINY = 1e-9
# Of the fits by which rows are weighed where errors are robust.
ROUNDS, FIRST_DECAY = 10, 0.1


def lines(views: Views, space: Space, most: int, alone: float) -> list[Candidate]:
    """For sizes from 0 to `most` inputs a line: part the one whose decay the folds like best, part a mean.

    Inputs enter as on the lasso's path (coordinate descent: Friedman, Hastie and Tibshirani 2010), in each
    view on its own. The one's share is `alone`, the mean is of all lines up to the size (mixture.py). Packed
    as networks of depth 0 of `space`.
    """
    views = _robust(views) if views.robust else views
    means, squares, mixed = _moments(views)
    order = _order(squares, mixed)
    mixture, found = Mixture(views, alone), []
    for size in sizes(min(most, order.shape[1])):
        fits = _ridge(squares, mixed, order[:, :size])
        line = mixture.next(fits, _losses(views, means, fits))
        found.append(_line(views, space, means, line))
    return found


def sizes(most: int) -> list[int]:
    """Every number of inputs up to MANY, beyond it each a quarter more than the last, and `most`."""
    found = list(range(min(most, MANY) + 1))
    while found[-1] < most:
        found.append(min(most, found[-1] * 5 // 4))
    return found


def _robust(views: Views) -> Views:
    """The views with what each row counts about the line of all inputs, by repeated fits."""
    counts = views.counts
    for _ in range(ROUNDS):
        weighed = replace(views, counts=counts)
        means, squares, mixed = _moments(weighed)
        every = torch.arange(mixed.shape[1], device=mixed.device).expand_as(mixed)
        fits = _ridge(squares, mixed, every, (FIRST_DECAY,)).coefficients
        misses = (_answers(views, means, fits)[0] - views.of_views(views.target))[:, 0]
        counts = weights(misses, views.counts)
    return replace(views, counts=counts)


def _moments(views: Views) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor]:
    """Means of inputs `[V, I]` and target `[V]`; products about them `[V, I, I]`, and with it `[V, I]`."""
    counts, x, y = views.counts.double(), views.of_views(views.x.double()), views.of_views(views.y.double())
    total = counts.sum(1)[:, None]
    mean_x, mean_y = _sums(counts, x) / total, (_sums(counts, y) / total)[:, 0]
    centred = x - mean_x[:, None]
    weighted = centred * counts[:, :, None]
    squares = weighted.transpose(1, 2) @ centred
    mixed = (weighted * (y[:, :, 0] - mean_y[:, None])[:, :, None]).sum(1)
    return (mean_x, mean_y), squares, mixed


def _sums(counts: Tensor, rows: Tensor) -> Tensor:
    """`counts [V, S]` of `rows [V or 1, S, I]`: `[V, I]`."""
    return counts @ rows[0] if len(rows) == 1 else (counts[:, None] @ rows)[:, 0]


def _order(squares: Tensor, mixed: Tensor) -> Tensor:
    """In which order the inputs enter the lasso's path in each view, `[V, I]`."""
    penalties = mixed.abs().amax(1)[:, None] * PENALTIES.to(mixed.device)
    beta = mixed.new_zeros(*penalties.shape, mixed.shape[1])
    size = squares.diagonal(dim1=1, dim2=2).clamp_min(TINY)
    inputs = mixed.shape[1]
    for _ in range(max(FEWEST_SWEEPS, SWEEPS * MANY // max(inputs, MANY))):
        for i in range(inputs):
            rest = mixed[:, None, i] - torch.einsum("vgi,vi->vg", beta, squares[:, :, i])
            rest = rest + beta[:, :, i] * size[:, None, i]
            beta[:, :, i] = rest.sign() * (rest.abs() - penalties).clamp_min(0) / size[:, None, i]
    # An input enters where it is first not 0; of those that enter together the larger is first.
    steps = beta.shape[1]
    entry = torch.where(beta != 0, torch.arange(steps, device=beta.device)[None, :, None], steps).amin(1)
    final = beta[:, -1].abs() / beta[:, -1].abs().amax(1, keepdim=True).clamp_min(TINY)
    return (entry - 0.5 * final).argsort(dim=1, stable=True)


def _ridge(squares: Tensor, mixed: Tensor, chosen: Tensor, decays: Sequence[float] = DECAYS) -> Lines:
    """Ridge regression on the inputs numbered `chosen [V, n]`: one decomposition a view serves all decays."""
    inside = squares.gather(1, chosen[:, :, None].expand(-1, -1, squares.shape[2]))
    inside = inside.gather(2, chosen[:, None].expand(-1, chosen.shape[1], -1))
    values, vectors = torch.linalg.eigh(inside)
    values = values.clamp_min(0)
    held = values + torch.tensor(decays, dtype=values.dtype, device=values.device)[:, None, None] + TINY
    along = torch.einsum("vnk,vn->vk", vectors, mixed.gather(1, chosen))
    found = torch.einsum("vnk,dvk->dvn", vectors, along / held)
    coefficients = mixed.new_zeros(len(decays), *mixed.shape)
    coefficients.scatter_(2, chosen.expand(len(decays), -1, -1), found)
    return Lines(coefficients, (values / held).sum(2))


def _answers(views: Views, means: tuple[Tensor, Tensor], coefficients: Tensor) -> Tensor:
    """Of lines `[D, V, I]`: `[D, V, 1, S]`, float32."""
    intercepts = means[1] - torch.einsum("vi,dvi->dv", means[0], coefficients)
    x = views.x.double()
    # A product a table: its rows with every view and decay.
    of_tables = coefficients.view(len(coefficients), views.tables, views.each, -1)
    values = torch.einsum("gsi,dgvi->dgvs", x, of_tables).flatten(1, 2) + intercepts[:, :, None]
    return values[:, :, None].float()


def _losses(views: Views, means: tuple[Tensor, Tensor], fits: Lines) -> Tensor:
    """The mean loss of each decay on the rows that were left out, float64 `[D, G]`."""
    return torch.stack([views.errors(each) for each in _answers(views, means, fits.coefficients)])


def _line(views: Views, space: Space, means: tuple[Tensor, Tensor], line: Lines) -> Candidate:
    """One line a view as what was found for each table."""
    answers = _answers(views, means, line.coefficients)[0]
    whole = views.whole(line.coefficients[0])
    plan = layout(replace(space, bias=True), 0)
    packed = whole.new_zeros(views.tables, plan.size)
    plan.view(packed, "weights_1")[:, 0, : whole.shape[1]] = whole
    plan.view(packed, "bias_1")[:, 0] = views.whole(means[1]) - (views.whole(means[0]) * whole).sum(1)
    counts = views.whole(views.counts).double()
    misses = (views.whole(answers)[:, 0] - views.y[:, :, 0]).double()
    left = (counts.sum(1) - 1 - views.whole(line.determined[0])).clamp_min(1)
    noise = ((counts * misses.square()).sum(1) / left).sqrt()
    start = torch.zeros(views.tables, dtype=torch.long, device=packed.device)
    return Candidate(-1, 0, start, packed.float(), views.left_out(answers), noise)
