"""Levenberg and Marquardt's method on many small networks at once: damped Gauss-Newton steps.

A network of tens of links is a small least-squares problem, ill-conditioned through its sigmoids: a step of
this method costs some of Adam's and goes farther than hundreds (Hagan and Menhaj, 1994).

Letters as in mlp/layout.py; K networks; n links of the largest.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..native import predict, squared_error
from .normal import groups, normal
from .population import Population

FIRST_DAMPING = 1e-2
DAMPING_RANGE = (1e-7, 1e7)
# A step that helps may be longer next time; one that does not is tried again much shorter.
EASE, TIGHTEN = 1 / 3, 4.0
# Of the mean curvature: what a direction without curvature is given, so that it does not move far.
LEAST_CURVATURE = 1e-4
# Makes a network without any curvature solvable.
TINY = 1e-30


def chosen_links(links: Tensor, most: int) -> Tensor:
    """`links [K, W]`, no network with more than `most` -> their numbers `[K, most]`, filled up with W."""
    count = links.shape[1]
    numbers = torch.where(links, torch.arange(count, device=links.device), count)
    return numbers.sort(dim=1).values[:, :most]


def scatter(values: Tensor, chosen: Tensor, parameters: int) -> Tensor:
    """`values [K, n]` of the links `chosen [K, n]` -> `[K, W]`, 0 elsewhere."""
    wide = values.new_zeros(values.shape[0], parameters + 1)
    return wide.scatter(1, chosen, values)[:, :parameters]


def gather(values: Tensor, chosen: Tensor) -> Tensor:
    """`values [K, W]` -> those of the links `chosen [K, n]`, 0 where a number is W."""
    return torch.cat((values, values.new_zeros(len(values), 1)), dim=1).gather(1, chosen)


@torch.no_grad()
def step(
    population: Population,
    chosen: Tensor,
    x: Tensor,
    y: Tensor,
    decay: Tensor,
    counts: Tensor | None = None,
) -> None:
    """Moves each network to a smaller loss, or raises its damping.

    The loss is the squared error on `x [S, I]`, `y`, summed, plus the squared weights times `decay`, summed:
    without it weights that the data hardly determine grow without bound. `y` is `[K, O, S]`, or `[1, O, S]`
    for all; `decay` is a scalar for all, `[K]`, or `[K, W]`; `counts [K, S]` says what each row counts for
    each network (None: 1).
    """
    if decay.dim() < 2:
        # One for all links is not spread over them: that would cost as much as the rest of a step.
        decay = decay.expand(len(chosen))[:, None]
    parts = [
        _step(
            population.part(part),
            chosen[part],
            x,
            y if len(y) == 1 else y[part],
            decay[part],
            None if counts is None else counts[part],
        )
        for part in groups(chosen, x.shape[0])
    ]
    population.weights = torch.cat([weights for weights, _ in parts])
    population.damping = torch.cat([damping for _, damping in parts])


def loss(
    population: Population,
    weights: Tensor,
    x: Tensor,
    y: Tensor,
    decay: Tensor,
    counts: Tensor | None = None,
) -> Tensor:
    """What `step` lowers, of networks with the weights `[K, W]`; `decay [K, W]`, or `[K, 1]`: `[K]`."""
    networks = population.networks(weights)
    if counts is None:
        error = squared_error(networks, x, y)
    else:
        error = ((predict(networks, x) - y).square() * counts[:, None]).sum(dim=(1, 2))
    return error + (decay * weights.square()).sum(1)


def _step(
    population: Population, chosen: Tensor, x: Tensor, y: Tensor, decay: Tensor, counts: Tensor | None
) -> tuple[Tensor, Tensor]:
    """New weights `[K, W]` and damping `[K]`."""
    weights = population.weights
    system = normal(population.networks(weights), x, y, chosen, counts)
    matrix = system.matrix.double()
    curvature = matrix.diagonal(dim1=1, dim2=2)
    present = chosen < weights.shape[1]
    mean = curvature.sum(1, keepdim=True) / present.sum(1, keepdim=True).clamp_min(1)
    scale = curvature.clamp_min(LEAST_CURVATURE * mean + TINY)
    pull = decay if decay.shape[1] == 1 else gather(decay, chosen)
    damped = matrix + torch.diag_embed(population.damping[:, None] * scale + pull)
    gradient = (system.gradient + pull * gather(weights, chosen)).double()
    factor = torch.linalg.cholesky_ex(damped).L
    move = torch.cholesky_solve(gradient[:, :, None], factor)[:, :, 0]
    trial = weights - scatter(move.float(), chosen, weights.shape[1])
    before = system.squared_error + (decay * weights.square()).sum(1)
    better = loss(population, trial, x, y, decay, counts) < before
    damping = population.damping * torch.where(better, EASE, TIGHTEN)
    return torch.where(better[:, None], trial, weights), damping.clamp(*DAMPING_RANGE)
