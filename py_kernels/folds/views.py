"""The rows of tables, seen whole and with each fold left out.

G tables; V views, as many of each table, the first of them of all its rows; S rows, those of the longest
table; R repeats of the folds; I inputs; O outputs.
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
    """x [G, S, I], y [G, S, O], float32; counts [V, S], table after table: how many times each view has each
    row; held [G, R, S], int64: which of the table's views answers for a row in each repeat, because it was
    left out there; -1: none. robust: whether Huber's loss is meant, not squares."""

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
    def tables(self) -> int:
        """G."""
        return len(self.x)

    @property
    def number(self) -> int:
        """V."""
        return len(self.counts)

    @property
    def each(self) -> int:
        """Views of a table."""
        return self.number // self.tables

    @cached_property
    def target(self) -> Tensor:
        """`[G, O, S]`, as networks answer."""
        return self.y.mT.contiguous()

    def of_views(self, of_tables: Tensor) -> Tensor:
        """What is given of each table, `[G, ...]`, for each view: `[V, ...]`, or `[1, ...]` of one table."""
        return of_tables if self.tables == 1 else of_tables.repeat_interleave(self.each, dim=0)

    def whole(self, of_views: Tensor) -> Tensor:
        """What is given of each view, `[V, ...]`, of those of all rows: `[G, ...]`."""
        return of_views[:: self.each]

    @cached_property
    def judged(self) -> Tensor:
        """How often each row counts in `errors`, float64 `[G, S]`: one that no view has, once."""
        counts = self.whole(self.counts).double()
        return torch.where(counts > 0, counts, 1.0) * (self.held >= 0).any(1)

    def left_out(self, answers: Tensor) -> Tensor:
        """Of `answers [V, O, S]` of each view those to rows that it lacks: `[G, R, O, S]`, NaN where none."""
        held = self.held[:, :, None].expand(-1, -1, answers.shape[1], -1)
        of_tables = answers.view(self.tables, self.each, *answers.shape[1:])
        return torch.where(held >= 0, of_tables.gather(1, held.clamp_min(0)), torch.nan)

    def errors(self, answers: Tensor) -> Tensor:
        """Mean loss of `left_out` of each table, a row as often as it is `judged`: float64 `[G]`."""
        known = self.held >= 0
        counts = self.judged[:, None] * known
        left, target = self.left_out(answers), self.target[:, None]
        if self.robust:
            errors = losses((left - target)[:, :, 0])
        else:
            repeats = left.flatten(0, 1)
            wanted = target.expand_as(left).flatten(0, 1)
            errors = self.task.loss(repeats, wanted).view_as(known)
        weighed = torch.where(known & (counts > 0), errors.double(), 0.0) * counts
        return weighed.sum((1, 2)) / counts.sum((1, 2))
