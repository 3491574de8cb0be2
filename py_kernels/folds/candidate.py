"""What a hunt over folds gives.

G tables; R repeats; O outputs; S rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Candidate:
    """Of each table a network fitted on all rows, and what those of the folds answered in its place.

    kind: number of the way they were found, -1 for lines. packed [G, P], in that kind's space; depth 0 has no
    hidden layer. left_out [G, R, O, S]: NaN where no view left the row out, or where a network has no finite
    answer: it is no candidate. noise [G]: standard deviation of the rows about it, in the units of the target
    that it was fitted to; 1 of classes. start [G]: the start that it came from.
    """

    kind: int
    depth: int
    start: Tensor
    packed: Tensor
    left_out: Tensor
    noise: Tensor
