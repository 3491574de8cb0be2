"""Hard networks of one depth that move on their own weights.

Letters as in mlp/layout.py; K networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.live import live
from ..mlp.space import Space


@dataclass
class Population:
    """weights [K, W], 0 where there is no link; links [K, W], bool; rest [K, P - W]: masks and choices.

    start [K]: from which start each comes. damping [K]: of Levenberg and Marquardt's method.
    """

    space: Space
    depth: int
    weights: Tensor
    links: Tensor
    rest: Tensor
    start: Tensor
    damping: Tensor

    @staticmethod
    def of(space: Space, depth: int, packed: Tensor, start: Tensor, damping: float) -> Population:
        """Of hard packed networks `[K, P]`, with their live links."""
        links = live(space, depth, packed)
        parameters = links.shape[1]
        weights, rest = packed[:, :parameters] * links, packed[:, parameters:].clone()
        return Population(space, depth, weights, links, rest, start, packed.new_full((len(packed),), damping))

    @property
    def packed(self) -> Tensor:
        return torch.cat((self.weights, self.rest), dim=1)

    def networks(self, weights: Tensor) -> Networks:
        """These networks with other weights `[K, W]`; nothing leaves a masked neuron, so masks stay out."""
        plan = layout(self.space, self.depth)
        choices = plan.view(self.packed, "choices") if "choices" in plan.sections else None
        return Networks(self.space, self.depth, weights, choices)

    def part(self, part: slice | Tensor) -> Population:
        """Some of these networks: a run of them, or those that are numbered."""
        return Population(
            self.space,
            self.depth,
            self.weights[part],
            self.links[part],
            self.rest[part],
            self.start[part],
            self.damping[part],
        )

    def drop_dead(self) -> None:
        """Takes away the links that no longer take part in the function."""
        self.links = live(self.space, self.depth, self.packed)
        self.weights = self.weights * self.links

    def take(self, index: Tensor) -> None:
        """The networks numbered `index [K]`, repeats allowed, become the population."""
        self.weights, self.links, self.rest = self.weights[index], self.links[index], self.rest[index]
        self.start, self.damping = self.start[index], self.damping[index]
