"""Networks as arguments of the torch operators of fused.py; `fused.takes` has said that they serve."""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.batch import Networks
from . import fused


def predict(networks: Networks, x: Tensor) -> Tensor:
    """As operator.predict."""
    space = networks.space
    signature = fused.signature(space, networks.depth)
    outputs: Tensor = fused.predict(networks.parameters, networks.choices, x, signature, space.leaky_slope)
    return outputs


def squared_error(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """As operator.squared_error; the gradient is computed where somebody may ask for it."""
    space, parameters, choices = networks.space, networks.parameters, networks.choices
    needs = parameters.requires_grad or (choices is not None and choices.requires_grad)
    gradient = needs and torch.is_grad_enabled()
    signature = fused.signature(space, networks.depth)
    value: Tensor = fused.squared_error(parameters, choices, x, y, signature, space.leaky_slope, gradient)[0]
    return value


def moments(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """As operator.moments, without gradients."""
    space = networks.space
    signature = fused.signature(space, networks.depth)
    products: Tensor = fused.moments(
        networks.parameters, networks.choices, x, y, signature, space.leaky_slope
    )
    return products
