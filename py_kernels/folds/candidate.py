"""What a hunt over folds gives."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Candidate:
    """A network fitted on all rows, and what those of the folds answered in its place.

    kind: number of the way it was found, -1 for a line. packed [P], in that kind's space; depth 0 has no
    hidden layer. left_out [R, O, S]: NaN where no view left the row out. noise: standard deviation of the
    rows about it, in the units of the target that it was fitted to; 1 of classes. start: the start that it
    came from.
    """

    kind: int
    depth: int
    start: int
    packed: Tensor
    left_out: Tensor
    noise: float
