"""Activations of neurons, by the names of the pipeline's schema."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

# f(c x) = c f(x) for c > 0: what leaves a neuron can make up for the scale of what arrives.
HOMOGENEOUS = frozenset({"leaky_relu", "linear"})


def activate(name: str, values: Tensor, leaky_slope: float) -> Tensor:
    """Applies the activation `name` to `values` of any shape."""
    if name == "sigmoid":
        return torch.sigmoid(values)
    if name == "tanh":
        return torch.tanh(values)
    if name == "leaky_relu":
        return functional.leaky_relu(values, leaky_slope)
    if name == "linear":
        return values
    raise ValueError(f"no activation is called {name!r}")
