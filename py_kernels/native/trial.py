"""Whether a kernel that has just been loaded computes what plain PyTorch does.

A kernel compiled for a device that nobody tested may fail at its first launch (no C compiler for Triton's
launcher, a driver that is too old), or be wrong: better one small problem at load than a wrong search.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space
from . import eager

SquaredError = Callable[[Networks, Tensor, Tensor], Tensor]
# Two activations and biases, so that every part of a kernel has its share.
SPACE = Space(
    inputs=3,
    outputs=2,
    max_width=5,
    depths=(2,),
    bias=True,
    activations=("sigmoid", "tanh"),
    output_activation="linear",
    leaky_slope=0.01,
    weight_range=10.0,
)
NETWORKS, SAMPLES = 3, 70


def disagreement(squared_error: SquaredError, device: torch.device) -> float:
    """The largest relative difference from plain PyTorch in float64, over values and gradients.

    NaN where one is NaN.
    """
    ours = _results(squared_error, device, torch.float32)
    exact = _results(eager.squared_error, device, torch.float64)
    shares = [(a - b).abs().max() / b.abs().max() for a, b in zip(ours, exact, strict=True)]
    return float(torch.stack(shares).max())


def _results(squared_error: SquaredError, device: torch.device, dtype: torch.dtype) -> list[Tensor]:
    """Values, and gradients by parameters and choices."""
    parameters = _wave(NETWORKS, layout(SPACE, 2).parameters, device=device)
    choices = _wave(NETWORKS, 2, SPACE.max_width, 2, device=device).softmax(-1)
    leaves = [leaf.to(dtype).requires_grad_() for leaf in (parameters, choices)]
    x = _wave(SAMPLES, SPACE.inputs, device=device).to(dtype)
    y = _wave(NETWORKS, SPACE.outputs, SAMPLES, device=device).cos().to(dtype)
    with torch.enable_grad():
        value = squared_error(Networks(SPACE, 2, *leaves), x, y)
        return [value.detach(), *torch.autograd.grad(value.sum(), leaves)]


def _wave(*shape: int, device: torch.device) -> Tensor:
    """Numbers without a pattern, and without touching anybody's generator."""
    count = torch.Size(shape).numel()
    return (torch.arange(count, device=device, dtype=torch.float32) * 1.7).sin().reshape(shape)
