"""Straight lines of few inputs for one target: the lasso's path, refitted by ridge regression (depth 0).

G tables; V views, table after table; S rows; I inputs; L penalties; D decays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from .candidate import Candidate
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


def lines(views: Views, space: Space, most: int) -> list[Candidate]:
    """For sizes from 0 to `most` inputs the line whose decay the folds like best.

    Inputs enter as on the lasso's path (coordinate descent: Friedman, Hastie and Tibshirani 2010), in each
    view on its own. Packed as networks of depth 0 of `space`.
    """
    views = _robust(views) if views.robust else views
    means, squares, mixed = _moments(views)
    order = _order(squares, mixed)
    return [
        _best(views, space, means, _ridge(squares, mixed, order[:, :size]))
        for size in sizes(min(most, order.shape[1]))
    ]


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


@dataclass(frozen=True)
class _Fits:
    """Lines of some inputs under D decays.

    coefficients [D, V, I], 0 of other inputs; determined [D, V]: how many numbers the view's rows have
    determined.
    """

    coefficients: Tensor
    determined: Tensor


def _ridge(squares: Tensor, mixed: Tensor, chosen: Tensor, decays: Sequence[float] = DECAYS) -> _Fits:
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
    return _Fits(coefficients, (values / held).sum(2))


def _answers(views: Views, means: tuple[Tensor, Tensor], coefficients: Tensor) -> Tensor:
    """Of lines `[D, V, I]`: `[D, V, 1, S]`, float32."""
    intercepts = means[1] - torch.einsum("vi,dvi->dv", means[0], coefficients)
    x = views.x.double()
    # A product a table: its rows with every view and decay.
    of_tables = coefficients.view(len(coefficients), views.tables, views.each, -1)
    values = torch.einsum("gsi,dgvi->dgvs", x, of_tables).flatten(1, 2) + intercepts[:, :, None]
    return values[:, :, None].float()


def _best(views: Views, space: Space, means: tuple[Tensor, Tensor], fits: _Fits) -> Candidate:
    """Of each table the line of the decay that the folds like best, the smallest among equals."""
    answers = _answers(views, means, fits.coefficients)
    best = torch.stack([views.errors(each) for each in answers]).nan_to_num(torch.inf).argmin(0)
    table = torch.arange(views.tables, device=best.device)
    first, decay = table * views.each, best.repeat_interleave(views.each)
    line = fits.coefficients[best, first]
    plan = layout(replace(space, bias=True), 0)
    packed = line.new_zeros(views.tables, plan.size)
    plan.view(packed, "weights_1")[:, 0, : line.shape[1]] = line
    plan.view(packed, "bias_1")[:, 0] = means[1][first] - (means[0][first] * line).sum(1)
    answers = answers[decay, torch.arange(views.number, device=best.device)]
    counts = views.whole(views.counts).double()
    misses = (views.whole(answers)[:, 0] - views.y[:, :, 0]).double()
    left = (counts.sum(1) - 1 - fits.determined[best, first]).clamp_min(1)
    noise = ((counts * misses.square()).sum(1) / left).sqrt()
    return Candidate(-1, 0, table * 0, packed.float(), views.left_out(answers), noise)
