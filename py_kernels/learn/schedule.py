"""The learning rate as a function of the step alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, cos, pi
from typing import Any


def total_steps(training: Mapping[str, Any]) -> int:
    """Optimiser steps of a whole training; the last batch may be smaller."""
    networks: int = training["networks"]
    batch: int = training["batch"]
    return ceil(networks / batch)


def learning_rate(training: Mapping[str, Any], step: int) -> float:
    """The rate of step `step`, counted from 0: a linear warm-up times `schedule`.

    cosine: from the peak to `final_fraction` of it at the last step.
    halve: halved every `halve_every` networks.
    """
    warmup, total = training["warmup_steps"], total_steps(training)
    rise = min(1.0, (step + 1) / (warmup + 1))
    peak: float = training["learning_rate"] * rise
    if training["schedule"] == "cosine":
        done = min(1.0, max(0.0, (step - warmup) / max(1, total - 1 - warmup)))
        final: float = training["final_fraction"]
        return peak * (final + (1 - final) * (1 + cos(pi * done)) / 2)
    if training["schedule"] == "halve":
        halvings: int = step * training["batch"] // training["halve_every"]
        return peak * float(0.5**halvings)
    return peak
