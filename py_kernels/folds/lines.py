"""Straight lines of few inputs for one target: the lasso's path, refitted by ridge regression (depth 0).

V views; S rows; I inputs; G penalties.
"""

from __future__ import annotations

from dataclasses import replace

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
    found = []
    for size in sizes(min(most, order.shape[1])):
        inside = torch.zeros_like(mixed, dtype=torch.bool).scatter(1, order[:, :size], True)
        fits = [_ridge(squares, mixed, inside, decay) for decay in (DECAYS if size else DECAYS[:1])]
        errors = [views.error(_answers(views, means, fit)) for fit in fits]
        best = min(range(len(fits)), key=errors.__getitem__)
        found.append(_candidate(views, space, means, squares, fits[best], inside, DECAYS[best]))
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
        fit = _ridge(squares, mixed, torch.ones_like(mixed, dtype=torch.bool), FIRST_DECAY)
        counts = weights((_answers(views, means, fit) - views.target)[:, 0], views.counts)
    return replace(views, counts=counts)


def _moments(views: Views) -> tuple[tuple[Tensor, Tensor], Tensor, Tensor]:
    """Means of inputs `[V, I]` and target `[V]`; products about them `[V, I, I]`, and with it `[V, I]`."""
    counts, x, y = views.counts.double(), views.x.double(), views.y[:, 0].double()
    total = counts.sum(1)
    mean_x, mean_y = counts @ x / total[:, None], counts @ y / total
    centred = x[None] - mean_x[:, None]
    weighted = centred * counts[:, :, None]
    squares = weighted.transpose(1, 2) @ centred
    mixed = (weighted * (y[None] - mean_y[:, None])[:, :, None]).sum(1)
    return (mean_x, mean_y), squares, mixed


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


def _ridge(squares: Tensor, mixed: Tensor, inside: Tensor, decay: float) -> Tensor:
    """Coefficients `[V, I]` of the inputs that are `inside [V, I]`, 0 elsewhere."""
    pairs = inside[:, :, None] & inside[:, None, :]
    matrix = torch.where(pairs, squares, 0.0) + torch.diag_embed(torch.where(inside, decay + TINY, 1.0))
    solved: Tensor = torch.linalg.solve(matrix, torch.where(inside, mixed, 0.0)[:, :, None])
    return solved[:, :, 0]


def _answers(views: Views, means: tuple[Tensor, Tensor], fit: Tensor) -> Tensor:
    """`[V, 1, S]`, float32."""
    centred = views.x.double()[None] - means[0][:, None]
    return (torch.einsum("vsi,vi->vs", centred, fit) + means[1][:, None])[:, None].float()


def _candidate(
    views: Views,
    space: Space,
    means: tuple[Tensor, Tensor],
    squares: Tensor,
    fit: Tensor,
    inside: Tensor,
    decay: float,
) -> Candidate:
    plan = layout(replace(space, bias=True), 0)
    packed = torch.zeros(plan.size, dtype=torch.float64, device=fit.device)
    plan.view(packed, "weights_1")[0, : fit.shape[1]] = fit[0]
    plan.view(packed, "bias_1")[0] = means[1][0] - means[0][0] @ fit[0]
    answers = _answers(views, means, fit)
    counts = views.counts[0].double()
    error = float((counts * (answers[0, 0] - views.y[:, 0]).double().square()).sum())
    kept = squares[0][inside[0]][:, inside[0]]
    identity = torch.eye(len(kept), dtype=kept.dtype, device=kept.device)
    determined = (
        float(torch.linalg.solve(kept + decay * identity, kept).diagonal().sum()) if len(kept) else 0.0
    )
    left = max(1.0, float(counts.sum()) - 1 - determined)
    return Candidate(-1, 0, 0, packed.float(), views.left_out(answers), (error / left) ** 0.5)
