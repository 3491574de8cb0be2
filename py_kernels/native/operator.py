"""The decoded-network operator and the choice of its back end.

`SWAT_NATIVE` in the environment forces one: `eager` (plain PyTorch), or an instruction set of the fused
kernel (`generic`, `avx2`, `avx512`). Without it the best that this machine has serves.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch
from torch import Tensor

from ..mlp.batch import Networks
from . import eager, fused, library


@dataclass(frozen=True)
class Backend:
    """Which implementation serves, and the reason where it is not the fastest (else empty)."""

    name: str
    reason: str


def _choose() -> Backend:
    wanted = os.environ.get("SWAT_NATIVE", "")
    if wanted == "eager":
        return Backend("eager", "SWAT_NATIVE=eager asks for it")
    try:
        found = library.load()
    except (OSError, AttributeError) as error:
        return Backend("eager", f"the fused kernel cannot be loaded ({error})")
    if found is None:
        return Backend("eager", "the fused kernel is not built: run `python -m py_kernels.native.build`")
    if wanted and wanted not in found.instruction_sets:
        return Backend("eager", f"SWAT_NATIVE={wanted} names no instruction set of this processor")
    if wanted:
        found.use(wanted)
    fused.loaded = found
    return Backend(
        f"cpu-fused/{found.instruction_set}", f"SWAT_NATIVE={wanted} asks for it" if wanted else ""
    )


_backend = _choose()


def backend() -> Backend:
    """The back end chosen when this module was loaded.

    Tensors that it does not take (float64, another device, larger networks than it is built for) go to plain
    PyTorch whatever it is.
    """
    return _backend


def predict(networks: Networks, x: Tensor) -> Tensor:
    """Outputs `[B, O, S]` of every network on the samples `x [S, I]`; differentiable by the networks."""
    if not fused.takes(networks, x):
        return eager.predict(networks, x)
    space = networks.space
    signature = fused.signature(space, networks.depth)
    outputs: Tensor = fused.predict(networks.parameters, networks.choices, x, signature, space.leaky_slope)
    return outputs


def squared_error(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """Sums over outputs and samples of squared errors, `[B]`; `y` is `[B, O, S]`, or `[1, O, S]` for all.

    Differentiable once by the networks: value and gradient are computed in the same pass.
    """
    if not fused.takes(networks, x, y):
        return eager.squared_error(networks, x, y)
    space, parameters, choices = networks.space, networks.parameters, networks.choices
    needs = parameters.requires_grad or (choices is not None and choices.requires_grad)
    gradient = needs and torch.is_grad_enabled()
    signature = fused.signature(space, networks.depth)
    value: Tensor = fused.squared_error(parameters, choices, x, y, signature, space.leaky_slope, gradient)[0]
    return value
