"""Which links to do without: the optimal brain surgeon (Hassibi and Stork, 1993).

A large weight can be one that matters little, and what a pruned link did the others can often do.

Letters as in mlp/layout.py; K networks; n links of the largest.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..native.normal import inverse
from .fit import Fit
from .levenberg import gather, loss, scatter
from .normal import normal, runs
from .population import Population

# Of the mean curvature, added to every direction before the inverse is taken.
RIDGE = 1e-5
# Keeps logarithms and divisions finite.
TINY = 1e-30


@torch.no_grad()
def prune(
    population: Population,
    chosen: Tensor,
    most: Tensor,
    noise: Tensor,
    fit: Fit,
    spared: Tensor | None = None,
) -> None:
    """Takes links away until no network has more than its `most [K]`, each time the one that is missed least.

    Removing link q costs w_q^2 / (2 [H^-1]_qq) once the others make up for it, by -w_q / [H^-1]_qq times
    column q of H^-1, H the Gauss-Newton matrix of the loss with its decay. `noise [K, n]` is added to the
    logarithm of the cost. Where making up does harm (H is an approximation) the other links stay. Links that
    are `spared [W]` are not counted and stay.
    """
    parts = [
        _operate(population.part(part), chosen[part], most[part], noise[part], fit.part(part), spared)
        for part in runs(chosen, fit.rows)
    ]
    population.weights = torch.cat(parts)


def _operate(
    population: Population, chosen: Tensor, most: Tensor, noise: Tensor, fit: Fit, spared: Tensor | None
) -> Tensor:
    """New weights `[K, W]`."""
    parameters = population.weights.shape[1]
    before, present = gather(population.weights, chosen).double(), chosen < parameters
    system = normal(population.networks(population.weights), chosen, fit)
    pull = gather(fit.decay.expand_as(population.weights), chosen).double()
    inverted = _inverse(system.matrix, pull, present)
    removable = present
    if spared is not None:
        removable = present & ~torch.cat((spared, spared.new_zeros(1)))[chosen]
    weights = before
    for _ in range(int((removable.sum(1) - most).max().clamp_min(0))):
        due = removable.sum(1) > most
        weights, inverted, gone = _remove(weights, inverted, removable, noise, due)
        present, removable = present & ~gone, removable & ~gone
        weights = weights * present
    moved = scatter(weights.float(), chosen, parameters)
    still = scatter((before * present).float(), chosen, parameters)
    losses = [loss(population, each, fit) for each in (moved, still)]
    return torch.where((losses[0] < losses[1])[:, None], moved, still)


def _remove(
    weights: Tensor, inverse: Tensor, removable: Tensor, noise: Tensor, due: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """One link less of the networks that are `due [K]`: new `weights`, `inverse`, and which link is gone."""
    spread = inverse.diagonal(dim1=1, dim2=2).clamp_min(TINY)
    cost = (weights.square() / spread).clamp_min(TINY).log() + noise
    q = torch.where(removable, cost, torch.inf).argmin(dim=1, keepdim=True)
    gone = torch.zeros_like(removable).scatter(1, q, True) & due[:, None]
    column = inverse.gather(2, q[:, :, None].expand(-1, inverse.shape[1], 1))[:, :, 0]
    pivot = column.gather(1, q).clamp_min(TINY)
    move = column * (weights.gather(1, q) / pivot) * due[:, None]
    downdate = column[:, :, None] * (column / pivot * due[:, None])[:, None, :]
    return weights - move, inverse - downdate, gone


def _inverse(matrix: Tensor, decay: Tensor, present: Tensor) -> Tensor:
    """Of the Gauss-Newton matrices `[K, n, n]` with `decay [K, n]`, a ridge; the identity at absent links.

    Zeros where that is not positive definite: then the smallest weights go.
    """
    diagonal = matrix.diagonal(dim1=1, dim2=2).double()
    mean = diagonal.sum(1, keepdim=True) / present.sum(1, keepdim=True).clamp_min(1)
    ridge = torch.where(present, decay + RIDGE * mean + TINY, 1.0)
    return inverse(matrix, ridge)
