"""What only the Triton kernel can get wrong. Its values and gradients are test_kernel.py's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from py_kernels.native import eager, fused

from .conftest import TRITON, needs_triton
from .draw import PAPER, draw
from .test_kernel import assert_close, error_and_gradients

pytestmark = [needs_triton, pytest.mark.parametrize("back_end", [TRITON], indirect=True)]
MIXED = replace(PAPER, activations=("tanh", "leaky_relu"), outputs=2, bias=True)


@pytest.fixture(autouse=True)
def _served(back_end: str) -> None:
    assert fused.serving(torch.device("cpu")) is fused.launcher, back_end


@pytest.mark.parametrize("space", [PAPER, MIXED])
def test_runs_of_samples_are_added_up(space: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from py_kernels.native.gpu import launch

    monkeypatch.setattr(launch, "BLOCK", 32)
    monkeypatch.setattr(launch, "RUN", 64)
    case = draw(space, 2, 1, 150)
    exact = error_and_gradients(case.to(torch.float64), eager.squared_error)
    results = error_and_gradients(case)
    assert_close(results, exact, error_and_gradients(case, eager.squared_error))
    assert all(torch.equal(one, two) for one, two in zip(results, error_and_gradients(case), strict=True))


def test_no_sample_has_no_error_and_no_gradient() -> None:
    value, gradient = error_and_gradients(draw(PAPER, 2, 3, 0))
    assert torch.equal(value, torch.zeros(3))
    assert torch.equal(gradient, torch.zeros_like(gradient))


def test_an_infinite_weight_stays_with_the_neurons_it_reaches() -> None:
    """Tiles are padded: an infinity times a padded zero must not become anybody's NaN."""
    case = draw(replace(PAPER, activations=("leaky_relu",), output_activation="sigmoid"), 1, 1, 20)
    with torch.no_grad():
        case.networks.parameters[0, 0] = torch.inf
    plain = eager.squared_error(case.networks, case.x, case.y)
    assert plain.isfinite()
    with pytest.warns(RuntimeWarning, match="invalid value"):  # numpy's, of the interpreter
        torch.testing.assert_close(error_and_gradients(case)[0], plain)


COMPILE = """
import json, sys
from dataclasses import replace
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource, compile
from py_kernels.native.gpu import launch, network
from py_kernels.tests.native.draw import PAPER
space = replace(PAPER, activations=("sigmoid", "tanh"), outputs=2, bias=True)
float, none = "*fp32", "constexpr"
for purpose, gradient, capability in ((0, False, 80), (1, True, 90)):
    constants = dict(launch.constants(space, 2), PURPOSE=purpose, GRADIENT=gradient)
    constants |= dict(BLOCK=launch.BLOCK, RUN=launch.RUN)
    arrays = dict(parameters=float, choices=float, x=float, target=float if purpose else none)
    arrays |= dict(output=none if purpose else float, value=float if purpose == 1 else none)
    arrays |= dict.fromkeys(("gradient", "choice_gradient"), float if gradient else none)
    numbers = dict(samples="i32", target_stride="i32", leaky_slope="fp32")
    constants |= {name: None for name, kind in arrays.items() if kind == none}
    source = ASTSource(network.run, arrays | numbers | dict.fromkeys(constants, none), constants)
    target = GPUTarget("cuda", capability, 32)
    kernel = compile(source, target=target, options=dict(num_warps=launch.WARPS))
    print(json.dumps([len(kernel.asm["cubin"]), kernel.metadata.shared, kernel.asm["ptx"].count("atom.")]))
"""


def test_it_compiles_for_cuda_devices_without_one(tmp_path: Path) -> None:
    """To machine code, by Triton's own assembler; within a block's shared memory, and without atomics."""
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    environment["TRITON_CACHE_DIR"] = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", COMPILE], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    kernels = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(kernels) == 2
    for size, shared, atomics in kernels:
        assert size > 0
        assert shared <= 48 * 1024
        assert atomics == 0
