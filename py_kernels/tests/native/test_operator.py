"""The fused kernel as torch operators."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import torch

from py_kernels.mlp.space import Space
from py_kernels.native import fused, squared_error

from .draw import PAPER, draw

SEVERAL = replace(PAPER, activations=("tanh", "linear", "sigmoid"), outputs=2, bias=True)
HAS_COMPILER = any(shutil.which(name) for name in ("c++", "g++", "clang++"))
needs_fused = pytest.mark.skipif(
    fused.loaded is None and not HAS_COMPILER, reason="this machine has no compiler"
)


@needs_fused
@pytest.mark.parametrize("space", [PAPER, SEVERAL])
@pytest.mark.parametrize("gradient", [False, True])
def test_squared_error_is_a_sound_torch_operator(space: Space, gradient: bool) -> None:
    case = draw(space, 2, 3, 30)
    networks = case.networks
    signature = list(fused.signature(space, 2))
    leaves = [leaf.detach().requires_grad_(gradient) for leaf in case.leaves]
    choices = leaves[1] if networks.choices is not None else None
    torch.library.opcheck(
        fused.squared_error, (leaves[0], choices, case.x, case.y, signature, space.leaky_slope, gradient)
    )


@needs_fused
@pytest.mark.parametrize("space", [PAPER, SEVERAL])
def test_predict_and_pull_back_are_sound_torch_operators(space: Space) -> None:
    case = draw(space, 2, 3, 30)
    networks, signature = case.networks, list(fused.signature(space, 2))
    arguments = (networks.parameters, networks.choices, case.x)
    torch.library.opcheck(fused.predict, (*arguments, signature, space.leaky_slope))
    constants = [None if leaf is None else leaf.detach() for leaf in arguments]
    torch.library.opcheck(fused.pull_back, (*constants, case.y, signature, space.leaky_slope))


@needs_fused
@pytest.mark.parametrize("space", [PAPER, SEVERAL])
def test_moments_are_a_sound_torch_operator(space: Space) -> None:
    case = draw(space, 2, 3, 30)
    constants = [leaf.detach() for leaf in case.leaves]
    choices = constants[1] if case.networks.choices is not None else None
    signature = list(fused.signature(space, 2))
    torch.library.opcheck(
        fused.moments, (constants[0], choices, case.x, case.y, signature, space.leaky_slope)
    )


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
    value = squared_error(case.networks, case.x, case.y).sum()
    with pytest.raises(RuntimeError, match="once, not twice"):
        torch.autograd.grad(value, case.leaves, create_graph=True)


@needs_fused
def test_larger_networks_than_the_kernel_holds_are_left_to_plain_pytorch() -> None:
    case = draw(replace(PAPER, max_width=17), 1, 2, 10)
    assert not fused.takes(case.networks, case.x, case.y)
    assert fused.takes(draw(PAPER, 1, 2, 10).networks, case.x, case.y)
    assert squared_error(case.networks, case.x, case.y).shape == (2,)


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
