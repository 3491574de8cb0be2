"""Where a descent went: z of all its starts at some of its steps, few enough to be kept.

D depths of the space; Z latent dimensions; K steps that are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

# Steps that are kept, and bytes of all of them together: more show no more.
MOST = 64
BYTES = 2**26


@dataclass
class Path:
    """steps [K]: their numbers; points: z [D, starts, Z] of each. Every `stride`-th step is kept.

    last: the number of the last step.
    """

    steps: list[int] = field(default_factory=list)
    points: list[Tensor] = field(default_factory=list)
    stride: int = 1
    last: int = 0

    def add(self, step: int, z: Tensor) -> None:
        """Keeps z, unless the step lies between two that are kept; of too many every second goes."""
        self.last = step
        if step % self.stride != 0:
            return
        self.steps.append(step)
        self.points.append(z.detach().clone())
        if len(self.steps) > most(z):
            self.steps, self.points = self.steps[::2], self.points[::2]
            self.stride *= 2

    def of(self, d: int, start: int, z: Tensor) -> tuple[Tensor, Tensor]:
        """Steps, int32 `[K]`, and points `[K, Z]` of one start of the d-th depth; z is the last step's."""
        points = [each[d, start] for each in self.points]
        steps = list(self.steps)
        if steps[-1:] != [self.last]:
            steps.append(self.last)
            points.append(z.detach()[d, start])
        return torch.tensor(steps, dtype=torch.int32), torch.stack(points)


def most(z: Tensor) -> int:
    """How many steps are kept of points of this size: a power of two, so that what is kept lies evenly."""
    fit = max(2, BYTES // (z.numel() * z.element_size()))
    return min(MOST, 1 << (fit.bit_length() - 1))
