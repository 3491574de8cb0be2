"""The decoded-network operator and the choice of its back end."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from ..mlp.batch import Networks
from . import eager


@dataclass(frozen=True)
class Backend:
    """Which implementation serves, and the reason where it is not the fastest."""

    name: str
    reason: str


def backend() -> Backend:
    """The back end chosen when this module was loaded."""
    return Backend("eager", "the fused kernel is not built")


def predict(networks: Networks, x: Tensor) -> Tensor:
    """Outputs `[B, O, S]` of every network on the samples `x [S, I]`."""
    return eager.predict(networks, x)


def squared_error(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """Sums over outputs and samples of squared errors, `[B]`; `y` is `[B, O, S]`, or `[1, O, S]` for all."""
    return eager.squared_error(networks, x, y)
