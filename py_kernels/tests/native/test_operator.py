"""The fused kernel as functions of autograd."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from py_kernels.mlp.space import Space
from py_kernels.native import fused, predict, squared_error

from .draw import PAPER, draw

SEVERAL = replace(PAPER, activations=("tanh", "linear", "sigmoid"), outputs=2, bias=True)
HAS_COMPILER = any(shutil.which(name) for name in ("c++", "g++", "clang++"))
needs_fused = pytest.mark.skipif(
    fused.loaded is None and not HAS_COMPILER, reason="this machine has no compiler"
)


@needs_fused
@pytest.mark.parametrize("space", [PAPER, SEVERAL])
def test_a_leaf_without_gradient_gets_none_and_changes_none(space: Space) -> None:
    case = draw(space, 2, 3, 30)
    parameters = case.networks.parameters
    (both, *_) = torch.autograd.grad(squared_error(case.networks, case.x, case.y).sum(), case.leaves)
    choices = None if case.networks.choices is None else case.networks.choices.detach()
    fixed = replace(case.networks, choices=choices)
    (alone,) = torch.autograd.grad(squared_error(fixed, case.x, case.y).sum(), parameters)
    assert torch.equal(alone, both)


@needs_fused
@pytest.mark.parametrize("space", [PAPER, SEVERAL])
def test_a_graph_that_is_kept_gives_its_gradients_again(space: Space) -> None:
    case = draw(space, 2, 3, 30)
    for value in (squared_error(case.networks, case.x, case.y).sum(), predict(case.networks, case.x).sum()):
        first = torch.autograd.grad(value, case.leaves, retain_graph=True)
        for one, other in zip(first, torch.autograd.grad(value, case.leaves), strict=True):
            assert torch.equal(one, other)


@needs_fused
def test_the_first_call_does_not_import_torch_s_compiler() -> None:
    program = """
import sys
from py_kernels.tests.native.draw import PAPER, draw
from py_kernels.native import fused, predict, squared_error
case = draw(PAPER, 2, 3, 30)
assert fused.takes(case.networks, case.x, case.y)
squared_error(case.networks, case.x, case.y).sum().backward()
predict(case.networks, case.x).sum().backward()
assert "torch._dynamo" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


@needs_fused
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"parameters": torch.zeros(3, 5)}, "parameters"),
        ({"x": torch.zeros(30, 2)}, "x"),
        ({"y": torch.zeros(2, 1, 30)}, "y"),
        ({"y": torch.zeros(3, 1, 29)}, "y"),
    ],
)
def test_a_wrong_shape_is_refused_by_name(change: dict[str, torch.Tensor], name: str) -> None:
    case = draw(PAPER, 2, 3, 30)
    networks = replace(case.networks, parameters=change.get("parameters", case.networks.parameters))
    with pytest.raises(ValueError, match=f"expected {name} of shape"):
        squared_error(networks, change.get("x", case.x), change.get("y", case.y))


@needs_fused
def test_a_second_derivative_is_refused_instead_of_being_wrong() -> None:
    case = draw(PAPER, 2, 3, 30)
    for value in (squared_error(case.networks, case.x, case.y).sum(), predict(case.networks, case.x).sum()):
        with pytest.raises(RuntimeError, match="once, not twice"):
            torch.autograd.grad(value, case.leaves, create_graph=True)


@needs_fused
def test_larger_networks_than_the_kernel_holds_are_left_to_plain_pytorch() -> None:
    for larger in (replace(PAPER, max_width=17), replace(PAPER, inputs=65)):
        case = draw(larger, 1, 2, 10)
        assert not fused.takes(case.networks, case.x, case.y)
        assert squared_error(case.networks, case.x, case.y).shape == (2,)
    for held in (PAPER, replace(PAPER, inputs=64, max_width=16)):
        case = draw(held, 1, 2, 10)
        assert fused.takes(case.networks, case.x, case.y)


@needs_fused
def test_tensors_on_several_devices_are_not_taken() -> None:
    case = draw(PAPER, 1, 2, 10)
    assert not fused.takes(case.networks, case.x.to("meta"), case.y)


@needs_fused
def test_strided_tensors_are_read_as_they_are_meant() -> None:
    case = draw(PAPER, 2, 4, 30)
    expected = squared_error(case.networks, case.x, case.y)
    strided = replace(case.networks, parameters=case.networks.parameters.t().contiguous().t())
    x = case.x.repeat_interleave(2, dim=0)[::2]
    y = case.y.transpose(0, 2).contiguous().transpose(0, 2)
    assert torch.equal(squared_error(strided, x, y), expected)
