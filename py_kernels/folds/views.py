"""The rows of a table, seen whole and with each fold left out.

V views, the first of all rows; S rows; R repeats of the folds; I inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from .robust import losses


@dataclass(frozen=True)
class Views:
    """x [S, I], y [S], float32; counts [V, S]: how many times each view has each row; held [R, S], int64: the
    view that answers for a row in each repeat, because it was left out there; -1: none. robust: whether
    Huber's loss is meant, not squares."""

    x: Tensor
    y: Tensor
    counts: Tensor
    held: Tensor
    robust: bool = False

    def to(self, device: torch.device) -> Views:
        return Views(
            self.x.to(device), self.y.to(device), self.counts.to(device), self.held.to(device), self.robust
        )

    @property
    def number(self) -> int:
        return len(self.counts)

    @cached_property
    def target(self) -> Tensor:
        """`[1, 1, S]`, as networks answer."""
        return self.y[None, None]

    def left_out(self, answers: Tensor) -> Tensor:
        """Of `answers [V, S]` of each view's network those to rows it lacks: `[R, S]`, NaN where none."""
        answered = answers.gather(0, self.held.clamp_min(0))
        return torch.where(self.held >= 0, answered, torch.nan)

    def error(self, answers: Tensor) -> float:
        """Mean error of `left_out`, a row as often as the first view has it."""
        known = self.held >= 0
        counts = (self.counts[:1].expand_as(self.held) * known).double()
        residuals = (self.left_out(answers) - self.y).double()
        errors = losses(residuals) if self.robust else residuals.square()
        return float((torch.where(known, errors, 0.0) * counts).sum() / counts.sum())
