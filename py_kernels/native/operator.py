"""The decoded-network operator.

Whichever back end serves (choice.py), values and gradients are the same, up to rounding.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.batch import Networks
from . import call, eager, fused
from .choice import backend


def predict(networks: Networks, x: Tensor) -> Tensor:
    """Outputs `[B, O, S]` of every network on the samples `x [S, I]`; differentiable by the networks.

    `x [B, S, I]`: every network has samples of its own, which plain PyTorch serves.
    """
    serves = _serve(networks, x)
    return call.predict(networks, x) if serves else eager.predict(networks, x)


def squared_error(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None = None) -> Tensor:
    """Sums over outputs and samples of squared errors, `[B]`; `y` is `[B, O, S]`, or `[1, O, S]` for all.

    With `rows [B]`, int64, network b is compared with `y[rows[b]]`, of which the CPU's kernel makes no copy.
    `x` as in `predict`. Differentiable once by the networks: value and gradient come of the same pass.
    """
    serves = _serve(networks, x, y)
    operator = call.squared_error if serves else eager.squared_error
    return operator(networks, x, y, rows)


@torch.no_grad()
def moments(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """Sums over the samples of what an output layer's fit needs: `seen @ [seen, y]^T`, `[B, F, F + T]`.

    seen [B, F, S] are the values of the last hidden layer, and a row of ones after them where the space has
    biases; y [B, T, S], or [1, T, S] for all. Without gradients. The kernel of the CPU makes no tensor of
    `seen`, which is most of the time that plain products take.
    """
    backend(networks.parameters.device.type)
    if fused.takes_moments(networks, x, y):
        return call.moments(networks, x, y)
    return eager.moments(networks, x, y)


def _serve(networks: Networks, x: Tensor, *others: Tensor) -> bool:
    """Loads the kernel of the tensors' device, the first time, and says whether it takes them."""
    backend(networks.parameters.device.type)
    return x.dim() == 2 and fused.takes(networks, x, *others)
