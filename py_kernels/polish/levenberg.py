"""Levenberg and Marquardt's method on many small networks at once: damped Gauss-Newton steps.

A network of tens of links is a small least-squares problem, ill-conditioned through its sigmoids: a step of
this method costs some of Adam's and goes farther than hundreds (Hagan and Menhaj, 1994).

Letters as in mlp/layout.py; K networks; n links of the largest.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..native import predict, squared_error
from ..native.normal import solve
from .fit import Fit
from .normal import normal, runs
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
def step(population: Population, chosen: Tensor, fit: Fit) -> None:
    """Moves each network to a smaller loss, or raises its damping; `chosen [K, n]` are the links that move.

    The loss is that of the rows, summed, plus the squared weights times `fit.decay`, summed: without it
    weights that the data hardly determine grow without bound.
    """
    parts = [_step(population.part(part), chosen[part], fit.part(part)) for part in runs(chosen, fit.rows)]
    population.weights = torch.cat([weights for weights, _ in parts])
    population.damping = torch.cat([damping for _, damping in parts])


def loss(population: Population, weights: Tensor, fit: Fit) -> Tensor:
    """What `step` lowers, of networks with the weights `[K, W]`: `[K]`."""
    networks = population.networks(weights)
    if fit.counts is None and fit.task.name == "squares":
        error = squared_error(networks, fit.x, fit.y)
    else:
        error = fit.task.loss(predict(networks, fit.x), fit.y)
        error = (error if fit.counts is None else error * fit.counts).sum(1)
    return error + (fit.decay * weights.square()).sum(1)


def _step(population: Population, chosen: Tensor, fit: Fit) -> tuple[Tensor, Tensor]:
    """New weights `[K, W]` and damping `[K]`."""
    weights = population.weights
    system = normal(population.networks(weights), chosen, fit)
    curvature = system.matrix.diagonal(dim1=1, dim2=2).double()
    present = chosen < weights.shape[1]
    mean = curvature.sum(1, keepdim=True) / present.sum(1, keepdim=True).clamp_min(1)
    scale = curvature.clamp_min(LEAST_CURVATURE * mean + TINY)
    pull = fit.decay if fit.decay.shape[1] == 1 else gather(fit.decay, chosen)
    gradient = (system.gradient + pull * gather(weights, chosen)).double()
    move = solve(system.matrix, population.damping[:, None] * scale + pull, gradient)
    trial = weights - scatter(move.float(), chosen, weights.shape[1])
    before = system.loss + (fit.decay * weights.square()).sum(1)
    better = loss(population, trial, fit) < before
    damping = population.damping * torch.where(better, EASE, TIGHTEN)
    return torch.where(better[:, None], trial, weights), damping.clamp(*DAMPING_RANGE)
