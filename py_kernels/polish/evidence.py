"""The weights' prior by the evidence of the rows: how strongly each group of links is held near 0.

MacKay (Neural Computation 4, 1992): links of a group are taken for normal with one variance, noise for normal
too; both are set to where the rows are likeliest, by the Gauss-Newton matrix at the weights. `decay` is the
noise's variance over the group's. A group that the rows do not need is held so hard that it vanishes.

Letters as in mlp/layout.py; K networks; n links of the largest; G groups; S rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .levenberg import gather
from .normal import groups as runs
from .normal import normal
from .population import Population

DECAY_RANGE = (1e-6, 1e3)
# Of the target's mean square: what noise is taken to be at least.
LEAST_NOISE = 1e-9
# Keeps what the rows say of a group, and the curvature of a link that nothing determines, from being 0.
LEAST_GAMMA, TINY = 1e-3, 1e-9


@dataclass(frozen=True)
class Belief:
    """What the rows say at the present weights.

    logarithm [K]: of the evidence, up to what all networks share. gamma [K]: how many numbers the rows have
    determined. noise [K]: variance of the noise.
    """

    logarithm: Tensor
    gamma: Tensor
    noise: Tensor


@dataclass(frozen=True)
class _System:
    present: Tensor
    pull: Tensor
    weights: Tensor
    factor: Tensor
    inverse: Tensor
    error: Tensor
    rows: Tensor


@torch.no_grad()
def decays(
    population: Population,
    chosen: Tensor,
    x: Tensor,
    y: Tensor,
    decay: Tensor,
    counts: Tensor,
    groups: Tensor,
) -> Tensor:
    """The decay `[K, W]` under which the rows are likeliest, a step from `decay [K, W]` on.

    chosen [K, n], x [S, I], y [K or 1, O, S], counts [K, S] as in `levenberg.step`; groups [W]: the group of
    each link, -1 where its decay stays as it is.
    """
    parts = [
        _decays(population.part(part), chosen[part], x, _of(y, part), decay[part], counts[part], groups)
        for part in runs(chosen, x.shape[0])
    ]
    return torch.cat(parts)


@torch.no_grad()
def belief(
    population: Population, chosen: Tensor, x: Tensor, y: Tensor, decay: Tensor, counts: Tensor
) -> Belief:
    """Of the networks as they are; arguments as in `decays`."""
    parts = [
        _belief(population.part(part), chosen[part], x, _of(y, part), decay[part], counts[part])
        for part in runs(chosen, x.shape[0])
    ]
    return Belief(
        torch.cat([part.logarithm for part in parts]),
        torch.cat([part.gamma for part in parts]),
        torch.cat([part.noise for part in parts]),
    )


def _of(y: Tensor, part: slice) -> Tensor:
    return y if len(y) == 1 else y[part]


def _decays(
    population: Population,
    chosen: Tensor,
    x: Tensor,
    y: Tensor,
    decay: Tensor,
    counts: Tensor,
    groups: Tensor,
) -> Tensor:
    system = _system(population, chosen, x, y, decay, counts)
    # One group more: of the numbers that fill `chosen` up, and of links that have none.
    none = int(groups.max()) + 1
    group = torch.where(groups < 0, none, groups)
    numbers = torch.cat((group, group.new_full((1,), none)))[chosen]
    determined = torch.where(system.present, 1 - system.pull * system.inverse, 0.0)
    empty = determined.new_zeros(len(chosen), none + 1)
    gamma = empty.scatter_add(1, numbers, determined)
    squares = empty.scatter_add(1, numbers, system.weights.square() * system.present)
    noise = _noise(system, determined.sum(1))
    wanted = gamma.clamp_min(LEAST_GAMMA) / (squares + TINY) * noise[:, None]
    found = wanted.clamp(*DECAY_RANGE).to(decay.dtype)[:, group]
    return torch.where(groups < 0, decay, found)


def _belief(
    population: Population, chosen: Tensor, x: Tensor, y: Tensor, decay: Tensor, counts: Tensor
) -> Belief:
    system = _system(population, chosen, x, y, decay, counts)
    gamma = torch.where(system.present, 1 - system.pull * system.inverse, 0.0).sum(1)
    noise = _noise(system, gamma)
    energy = system.error + (system.pull * system.weights.square() * system.present).sum(1)
    volume = 2 * system.factor.diagonal(dim1=1, dim2=2).log().sum(1)
    prior = (system.pull.log() * system.present).sum(1)
    logarithm = -0.5 * (energy / noise + volume - prior + system.rows * torch.log(noise))
    return Belief(logarithm, gamma, noise)


def _noise(system: _System, gamma: Tensor) -> Tensor:
    """Variance of the noise, `[K]`: squared errors over the rows that gamma numbers leave."""
    left = (system.rows - gamma).clamp_min(1)
    return (system.error / left).clamp_min(LEAST_NOISE)


def _system(
    population: Population, chosen: Tensor, x: Tensor, y: Tensor, decay: Tensor, counts: Tensor
) -> _System:
    present = chosen < population.weights.shape[1]
    equations = normal(population.networks(population.weights), x, y, chosen, counts)
    pull = torch.where(present, gather(decay, chosen).double(), 1.0) + TINY
    matrix = equations.matrix.double() + torch.diag_embed(pull)
    factor = torch.linalg.cholesky_ex(matrix).L
    inverse = torch.cholesky_inverse(factor).diagonal(dim1=1, dim2=2)
    return _System(
        present,
        pull,
        gather(population.weights, chosen).double(),
        factor,
        inverse,
        equations.squared_error.double(),
        counts.double().sum(1),
    )
