"""Networks on one way down, and what each is fitted to.

Letters as in path.py; W weights of a network; T rows and points of a teacher.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from ..polish.fit import Fit
from ..polish.levenberg import chosen_links
from ..polish.population import Population
from ..polish.task import Task

# Of classes, over the noise that numbers of variance 1 are taken to have: decays are said for these.
CLASS_NOISE = 10.0


@dataclass(frozen=True)
class Kind:
    """Networks that begin alike. number: its place among the pipeline's kinds, -1 for lines.

    decay: of squared weights, or None where the evidence sets it. few: whether they are read, and have
    no more numbers than they may: so they are kept as they begin, too.
    """

    number: int
    decay: float | None
    few: bool

    @staticmethod
    def of(number: int, settings: Mapping[str, Any], task: Task) -> Kind:
        """`settings` as the pipeline's schema says it."""
        decay, few = settings["decay"], bool(settings.get("few", False))
        if decay == "evidence":
            return Kind(number, None, few)
        return Kind(number, float(decay) * (CLASS_NOISE if task.noise_is_known else 1), few)


@dataclass
class Group:
    """Networks, and what each is fitted to.

    decay [K, W]; by_evidence [K]: whether the evidence sets it; x [K or 1, T, I]; target [K or 1, O, T];
    rows [K, T]: how often each has each row or point; counts [K, T]: what they count, less than `rows` where
    errors are robust.
    """

    population: Population
    decay: Tensor
    by_evidence: Tensor
    x: Tensor
    target: Tensor
    rows: Tensor
    counts: Tensor

    def part(self, index: Tensor) -> Group:
        return Group(
            self.population.part(index),
            self.decay[index],
            self.by_evidence[index],
            of(self.x, index),
            of(self.target, index),
            self.rows[index],
            self.counts[index],
        )

    @property
    def chosen(self) -> Tensor:
        """Numbers of the links, `[K, n]`."""
        links = self.population.links
        return chosen_links(links, max(1, int(links.sum(1).max())))

    def fit(self, task: Task, rows: int | None = None) -> Fit:
        """What they are fitted to: `rows` alone, the first, where so many are given."""
        x = self.x[:, :rows]
        return Fit(
            x[0] if len(x) == 1 else x, self.target[:, :, :rows], self.decay, self.counts[:, :rows], task
        )

    def answers(self, rows: int) -> Tensor:
        """Of the networks to the first `rows`, `[K, O, rows]`."""
        x = self.x[:, :rows]
        return predict(self.population.networks(self.population.weights), x[0] if len(x) == 1 else x)


def of(some: Tensor, index: Tensor) -> Tensor:
    """Those numbered `index [K]` of `some [N, ...]`, or the one that all share `[1, ...]`."""
    return some if len(some) == 1 else some[index]


def grouped(space: Space, depth: int) -> Tensor:
    """Which links the prior holds alike, `[W]`.

    Those from each input, those into each later layer, the biases of each hidden layer; -1: the outputs'
    biases, which are free.
    """
    plan = layout(space, depth)
    groups = torch.full((plan.parameters,), -1)
    plan.view(groups, "weights_1")[:] = torch.arange(space.inputs)
    for k in range(2, depth + 2):
        plan.view(groups, f"weights_{k}")[:] = space.inputs + k
    if space.bias:
        for k in range(1, depth + 1):
            plan.view(groups, f"bias_{k}")[:] = space.inputs + depth + 1 + k
    return groups
