"""What networks are fitted to.

Letters as in mlp/layout.py; K networks; S rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import Tensor

from .task import SQUARES, Task


@dataclass(frozen=True)
class Fit:
    """Rows, what errors on them count, and what holds the weights.

    x [S, I], or [K, S, I] where networks have rows of their own; y [K or 1, O, S]; decay [K, W], or [K, 1]:
    of the squared weights, beside the rows' losses; counts [K, S]: how much each row counts for each network
    (None: 1).
    """

    x: Tensor
    y: Tensor
    decay: Tensor
    counts: Tensor | None = None
    task: Task = SQUARES

    @property
    def rows(self) -> int:
        """S."""
        return self.x.shape[-2]

    def part(self, part: slice | Tensor) -> Fit:
        """What some of the networks are fitted to: a run of them, or those that are numbered."""
        return replace(
            self,
            x=self.x if self.x.dim() == 2 else self.x[part],
            y=self.y if len(self.y) == 1 else self.y[part],
            decay=self.decay[part],
            counts=None if self.counts is None else self.counts[part],
        )
