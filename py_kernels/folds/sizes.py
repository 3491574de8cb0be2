"""Sizes that a path of networks passes on its way down, and how many steps it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def smaller(size: int, ratio: float, least: int = 1) -> int:
    """The next size: about `ratio` of this one."""
    return max(least, min(size - 1, int(size * ratio)))


def sizes(largest: int, ratio: float, least: int = 1) -> list[int]:
    """Falling from below `largest` to `least`, each about `ratio` of the one before."""
    found, size = [], largest
    while size > least:
        size = smaller(size, ratio, least)
        found.append(size)
    return found


def length(largest: Sequence[int], settings: Mapping[str, Any], most: int, least: int = 1) -> int:
    """How many steps a walk of kinds from dense networks of `largest` links takes."""
    if settings["dense_steps"] == 0:
        return 1
    below = [sizes(size, settings["size_ratio"], least) for size in largest]
    stages = [[size, *falling] for size, falling in zip(largest, below, strict=True)]
    count = max(map(len, stages))
    noted = sum(any(len(each) > i and each[i] <= most for each in stages) for i in range(count))
    return int(settings["dense_steps"] + settings["steps"] * (count - 1) + settings["refit_steps"] * noted)
