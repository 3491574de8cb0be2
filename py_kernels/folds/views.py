"""The rows of a table, seen whole and with each fold left out.

V views, the first of all rows; S rows; R repeats of the folds; I inputs; O outputs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from ..polish.task import SQUARES, Task
from .robust import losses


@dataclass(frozen=True)
class Views:
    """x [S, I], y [S, O], float32; counts [V, S]: how many times each view has each row; held [R, S], int64:
    the view that answers for a row in each repeat, because it was left out there; -1: none. robust: whether
    Huber's loss is meant, not squares."""

    x: Tensor
    y: Tensor
    counts: Tensor
    held: Tensor
    task: Task = SQUARES
    robust: bool = False

    def to(self, device: torch.device) -> Views:
        return replace(
            self,
            x=self.x.to(device),
            y=self.y.to(device),
            counts=self.counts.to(device),
            held=self.held.to(device),
        )

    @property
    def number(self) -> int:
        return len(self.counts)

    @cached_property
    def target(self) -> Tensor:
        """`[1, O, S]`, as networks answer."""
        return self.y.T[None].contiguous()

    def left_out(self, answers: Tensor) -> Tensor:
        """Of `answers [V, O, S]` of each view those to rows that it lacks: `[R, O, S]`, NaN where none."""
        held = self.held[:, None].expand(-1, answers.shape[1], -1)
        return torch.where(held >= 0, answers.gather(0, held.clamp_min(0)), torch.nan)

    def error(self, answers: Tensor) -> float:
        """Mean loss of `left_out`, a row as often as the first view has it."""
        known = self.held >= 0
        counts = (self.counts[:1].expand_as(self.held) * known).double()
        left = self.left_out(answers)
        errors = losses((left - self.target)[:, 0]) if self.robust else self.task.loss(left, self.target)
        return float((torch.where(known, errors.double(), 0.0) * counts).sum() / counts.sum())
