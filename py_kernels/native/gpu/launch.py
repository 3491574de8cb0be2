"""Launches of the Triton kernel, with the interface of library.Library."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
import triton  # type: ignore[import-untyped, import-not-found, unused-ignore]  # may be missing
from torch import Tensor

from ...mlp.layout import layout
from ...mlp.space import ACTIVATIONS, Space
from . import network

# Samples that a program takes through a network together.
BLOCK = 64
# Samples of one program. Fixed: a sum over samples depends on nothing but its terms.
RUN = 4096
WARPS = 4


@lru_cache
def constants(space: Space, depth: int) -> dict[str, Any]:
    """What the kernel is compiled for, beside its purpose."""
    plan = layout(space, depth)
    layers = range(1, depth + 2)
    return {
        "PARAMETERS": plan.parameters,
        "SIZES": (space.inputs, *[space.max_width] * depth, space.outputs),
        "WEIGHTS": tuple(plan.sections[f"weights_{k}"].start for k in layers),
        "BIASES": tuple(plan.sections[f"bias_{k}"].start for k in layers) if space.bias else (),
        "ACTIVATIONS": tuple(ACTIVATIONS.index(name) for name in space.activations),
        "OUTPUT_ACTIVATION": ACTIVATIONS.index(space.output_activation),
    }


class Launcher:
    """Runs the kernel on CUDA tensors, or on the CPU's where Triton interprets it."""

    # Of a tile; more inputs are left to plain PyTorch.
    most_inputs = 16

    def __init__(self) -> None:
        self.device = "cpu" if interpreted() else "cuda"

    def run(
        self,
        purpose: int,
        space: Space,
        depth: int,
        parameters: Tensor,
        choices: Tensor | None,
        x: Tensor,
        target: Tensor | None,
        rows: Tensor | None = None,
        *,
        output: Tensor | None = None,
        value: Tensor | None = None,
        gradient: Tensor | None = None,
        choice_gradient: Tensor | None = None,
    ) -> None:
        """Fills the tensors given by keyword, as library.Library.run does; does not wait for the device."""
        networks, samples = parameters.shape[0], x.shape[0]
        x = x.t().contiguous()
        if target is not None and rows is not None:
            target = target.index_select(0, rows)
        runs = triton.cdiv(samples, RUN)
        results = {"value": value, "gradient": gradient, "choice_gradient": choice_gradient}
        parts = {name: _parts(result, runs) for name, result in results.items()}
        if networks and samples:
            shared = target is None or target.shape[0] != networks
            with torch.cuda.device_of(parameters):  # type: ignore[no-untyped-call]  # torch: no types
                network.run[(networks, runs)](
                    parameters,
                    choices,
                    x,
                    target,
                    output,
                    samples=samples,
                    target_stride=0 if shared else space.outputs * samples,
                    leaky_slope=space.leaky_slope,
                    PURPOSE=purpose,
                    GRADIENT=gradient is not None,
                    BLOCK=BLOCK,
                    RUN=RUN,
                    num_warps=WARPS,
                    **parts,
                    **constants(space, depth),
                )
        for name, result in results.items():
            if result is not None and runs != 1:
                result.copy_(parts[name].sum(dim=1, dtype=torch.float64))


def _parts(result: Tensor | None, runs: int) -> Any:
    """Room for the sums of every run, `[B, runs, ...]`; the result itself where there is one run."""
    if result is None or runs == 1:
        return result
    return result.new_empty(result.shape[0], runs, *result.shape[1:])


def interpreted() -> bool:
    """Whether Triton interprets the kernel: TRITON_INTERPRET=1 was set when it was imported."""
    return not isinstance(network.run, triton.JITFunction)
