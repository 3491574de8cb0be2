"""A space of networks: what a multilayer perceptron may be (drawing random ones is TypeScript's)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

ACTIVATIONS = ("sigmoid", "tanh", "leaky_relu", "linear")


@dataclass(frozen=True)
class Space:
    """The part of a pipeline's `space` that shapes and evaluates networks; hashable.

    Names are those of the pipeline's schema.
    """

    inputs: int
    outputs: int
    max_width: int
    depths: tuple[int, ...]
    bias: bool
    activations: tuple[str, ...]
    output_activation: str
    leaky_slope: float
    weight_range: float

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept: every call of the kernel looks up tables by it."""
        return hash(astuple(self))

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Space:
        """Takes the checked `space` of a request; keys about drawing networks are left to TypeScript."""
        return Space(
            inputs=value["inputs"],
            outputs=value["outputs"],
            max_width=value["max_width"],
            depths=tuple(value["depths"]),
            bias=value["bias"],
            activations=tuple(value["activations"]),
            output_activation=value["output_activation"],
            leaky_slope=value["leaky_slope"],
            weight_range=value["weight_range"],
        )
