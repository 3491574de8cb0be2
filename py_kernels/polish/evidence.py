"""The weights' prior by the evidence of the rows: how strongly each group of links is held near 0.

MacKay (Neural Computation 4, 1992): links of a group are taken for normal with one variance, noise for normal
too; both are set to where the rows are likeliest, by the Gauss-Newton matrix at the weights. Of classes there
is no noise to be set. `decay` is the noise's variance over the group's. A group that the rows do not need is
held so hard that it vanishes.

Letters as in mlp/layout.py; K networks; n links of the largest; G groups; S rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..native.normal import spread
from .fit import Fit
from .levenberg import gather
from .normal import normal, runs
from .population import Population

DECAY_RANGE = (1e-6, 1e3)
# Of the target's mean square: what noise is taken to be at least.
LEAST_NOISE = 1e-9
# Keeps what the rows say of a group, and the curvature of a link that nothing determines, from being 0.
LEAST_GAMMA, TINY = 1e-3, 1e-9
# Of a matrix' largest number: by what its pull grows in turn where rounding has left it without a factor.
SLACK = (1e-6, 1e-4, 1e-2)


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
    volume: Tensor
    inverse: Tensor
    loss: Tensor
    numbers: Tensor
    noise_is_known: bool


@torch.no_grad()
def decays(population: Population, chosen: Tensor, fit: Fit, groups: Tensor) -> Tensor:
    """The decay `[K, W]` under which the rows are likeliest, a step from `fit.decay [K, W]` on.

    chosen [K, n]: links; groups [W]: the group of each link, -1 where its decay stays as it is.
    """
    parts = [
        _decays(population.part(part), chosen[part], fit.part(part), groups)
        for part in runs(chosen, fit.rows)
    ]
    return torch.cat(parts)


@torch.no_grad()
def belief(population: Population, chosen: Tensor, fit: Fit) -> Belief:
    """Of the networks as they are; arguments as in `decays`."""
    parts = [_belief(population.part(part), chosen[part], fit.part(part)) for part in runs(chosen, fit.rows)]
    return Belief(
        torch.cat([part.logarithm for part in parts]),
        torch.cat([part.gamma for part in parts]),
        torch.cat([part.noise for part in parts]),
    )


def _decays(population: Population, chosen: Tensor, fit: Fit, groups: Tensor) -> Tensor:
    system = _system(population, chosen, fit)
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
    found = wanted.clamp(*DECAY_RANGE).to(fit.decay.dtype)[:, group]
    return torch.where(groups < 0, fit.decay, found)


def _belief(population: Population, chosen: Tensor, fit: Fit) -> Belief:
    system = _system(population, chosen, fit)
    gamma = torch.where(system.present, 1 - system.pull * system.inverse, 0.0).sum(1)
    noise = _noise(system, gamma)
    energy = system.loss + (system.pull * system.weights.square() * system.present).sum(1)
    prior = (system.pull.log() * system.present).sum(1)
    logarithm = -0.5 * (energy / noise + system.volume - prior + system.numbers * torch.log(noise))
    return Belief(logarithm, gamma, noise)


def _noise(system: _System, gamma: Tensor) -> Tensor:
    """Variance of the noise, `[K]`: squared errors over the numbers that gamma leaves; of classes 1."""
    if system.noise_is_known:
        return torch.ones_like(system.loss)
    left = (system.numbers - gamma).clamp_min(1)
    return (system.loss / left).clamp_min(LEAST_NOISE)


def _system(population: Population, chosen: Tensor, fit: Fit) -> _System:
    present = chosen < population.weights.shape[1]
    equations = normal(population.networks(population.weights), chosen, fit)
    pull = torch.where(present, gather(fit.decay, chosen).double(), 1.0) + TINY
    volume, inverse, pull = _spread(equations.matrix, pull)
    loss = equations.loss.double()
    rows = torch.full_like(loss, fit.rows) if fit.counts is None else fit.counts.double().sum(1)
    return _System(
        present,
        pull,
        gather(population.weights, chosen).double(),
        volume,
        inverse,
        loss,
        rows * fit.y.shape[1],
        fit.task.noise_is_known,
    )


def _spread(matrix: Tensor, pull: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of `matrix [K, n, n]` with `pull [K, n]`: logarithm of the determinant `[K]`, the inverse's diagonal
    `[K, n]`, and the pull that gave them.

    Matrices are summed in float32, which leaves those of dependent inputs indefinite: they are pulled as much
    harder as they need.
    """
    volume, inverse = spread(matrix, pull)
    most = matrix.diagonal(dim1=1, dim2=2).amax(1, keepdim=True)
    for slack in SLACK:
        failed = volume.isnan().nonzero().flatten()
        if len(failed) == 0:
            break
        pull = pull.index_add(0, failed, (slack * most[failed]).expand(-1, pull.shape[1]).to(pull))
        volume[failed], inverse[failed] = spread(matrix[failed], pull[failed])
    return volume, inverse, pull
