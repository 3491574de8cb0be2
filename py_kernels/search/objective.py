"""What the latent search descends: equations 4 to 6 of the paper, element by element (the authors' code).

Letters as in mlp/layout.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from ..mlp.batch import arriving, leaving
from ..mlp.space import Space

# Keeps the logarithm finite for a perfect network; beneath it nothing is gained.
FVU_FLOOR = 1e-5


def gate(parameters: Tensor, threshold: Tensor, threshold_gain: float) -> Tensor:
    """w * sigmoid(threshold_gain * (|w| - t)): `parameters [B, W]`, `threshold [B]` -> `[B, W]`."""
    return parameters * torch.sigmoid(threshold_gain * (parameters.abs() - threshold[:, None]))


def presence(space: Space, depth: int, masks: Tensor) -> Tensor:
    """For every weight and bias, the product of the masks `[B, L, N]` of the neurons at its ends, `[B, W]`.

    Inputs and outputs count as 1. Differentiable as the masks are, so that the penalty can ask for fewer
    neurons.
    """
    return leaving(space, depth, masks) * arriving(space, depth, masks)


def penalty(parameters: Tensor, present: Tensor, threshold: Tensor, latent: Mapping[str, Any]) -> Tensor:
    """S / alpha of equation 6 for each network, `[B]`, over the links that are present.

    l1 * |w| + soft_count * sigmoid(soft_count_gain * (|w| - t)), summed over `parameters [B, W]`.
    """
    size = parameters.abs()
    count = torch.sigmoid(latent["soft_count_gain"] * (size - threshold[:, None]))
    total: Tensor = (present * (latent["l1"] * size + latent["soft_count"] * count)).sum(dim=1)
    return total


def data_term(objective: str, squared_error: Tensor, count: int, variation: Tensor) -> Tensor:
    """The data term of each network from its summed squared error `[B]` on `count` outputs and samples.

    log_fvu: log(FVU + 1e-5); mse: the mean squared error (equation 4). `variation` is the mean square of the
    target about its mean, so that FVU = mean squared error / variation.
    """
    mean = squared_error / count
    if objective == "mse":
        return mean
    return torch.log(mean / variation + FVU_FLOOR)
