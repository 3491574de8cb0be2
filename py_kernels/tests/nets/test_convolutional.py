"""The convolutional autoencoder is the paper's."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.nets.convolutional import Convolutional, _OwnColumns
from py_kernels.nets.matrix import matrix

from .drawn import PAPER, SMALL, SPACES, draw, permuted

AUTHORS: dict[str, Any] = {
    "neuron_order": "drawn",
    "fully_connected": [512, 256, 128],
    "skip_norm": True,
    "slope": 0.01,
}


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_matrix_of_the_paper_s_networks_is_7_by_7l_1_l(depth: int) -> None:
    shape = matrix(PAPER, depth)
    assert (shape.rows, shape.columns) == (7, 7 * depth + 1 + depth)


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())
def test_the_matrix_loses_nothing(space: Space) -> None:
    for depth in space.depths:
        shape = matrix(space, depth)
        assert len(shape.cells) == layout(space, depth).size == len(set(shape.cells.tolist()))
        assert int(shape.cells.min()) >= 0
        assert int(shape.cells.max()) < shape.rows * shape.columns


def test_the_matrix_has_the_columns_of_the_authors_layout() -> None:
    shape, plan = matrix(PAPER, 2), layout(PAPER, 2)
    flat = torch.full((shape.rows * shape.columns,), -1)
    flat[shape.cells] = torch.arange(plan.size)
    grid = flat.view(shape.rows, shape.columns)
    numbers = torch.arange(plan.size)
    assert torch.equal(grid[2:5, :7], plan.view(numbers, "weights_1").T)
    assert (grid[[0, 1, 5, 6], :7] == -1).all()
    assert torch.equal(grid[:, 7:14], plan.view(numbers, "weights_2").T)
    assert torch.equal(grid[:, 14:15], plan.view(numbers, "weights_3").T)
    assert torch.equal(grid[:, 15:], plan.view(numbers, "masks").T)


def test_the_order_of_neurons_is_seen_unless_they_are_put_into_one() -> None:
    networks = draw(PAPER, 2, 4, 0)
    for order, alike in (("drawn", False), ("canonical", True)):
        module = Convolutional(PAPER, **AUTHORS | {"neuron_order": order, "skip_norm": False})
        same = torch.equal(module.encode({2: permuted(PAPER, networks)}), module.encode({2: networks}))
        assert same == alike


def test_it_has_the_sizes_of_the_authors_code() -> None:
    module = Convolutional(PAPER, **AUTHORS)
    assert module.flattened == {1: 768, 2: 1280, 3: 1792, 4: 2304}
    assert module.inward[0].in_features == 6144
    assert sum(p.numel() for p in module.parameters()) == pytest.approx(10.9e6, rel=0.005)
    convolutions = [m for m in module.encoders["1"].modules() if isinstance(m, torch.nn.Conv2d)]
    assert [m.kernel_size for m in convolutions].count((3, 3)) == 7


def test_the_paper_s_text_has_one_more_layer_each_way() -> None:
    text = Convolutional(PAPER, **AUTHORS | {"fully_connected": [512, 256, 256, 128]})
    code = Convolutional(PAPER, **AUTHORS)
    extra = sum(p.numel() for p in text.parameters()) - sum(p.numel() for p in code.parameters())
    assert extra == 2 * (256 * 256 + 256)


def test_only_the_encoder_of_a_network_s_depth_works_on_it() -> None:
    module = Convolutional(SMALL, "drawn", [24, 8], False, 0.01)
    torch.autograd.backward(module.encode({2: draw(SMALL, 2, 3, 0)}).sum())
    assert all(p.grad is None for p in module.encoders["1"].parameters())
    assert all(p.grad is not None for p in module.encoders["2"].parameters())
    idle = module.flattened[1]
    gradient = module.inward[0].weight.grad
    assert isinstance(gradient, torch.Tensor)
    assert (gradient[:, :idle] == 0).all()
    assert (gradient[:, idle:] != 0).any()


def test_the_first_layer_is_a_linear_one_on_all_encoders_outputs() -> None:
    generator = torch.Generator().manual_seed(0)
    weight, bias, *own = (torch.randn(*size, generator=generator) for size in ((4, 9), (4,), (2, 2), (3, 5)))
    leaves = [leaf.requires_grad_() for leaf in (weight, bias, *own)]
    pad = torch.nn.functional.pad
    whole = torch.cat([pad(own[0], (0, 7)), pad(own[1], (4, 0))])
    plain = torch.nn.functional.linear(whole, weight, bias)
    found = _OwnColumns.apply(weight, bias, [0, 4], *own)  # type: ignore[no-untyped-call]  # torch: no types
    torch.testing.assert_close(found, plain)
    scale = torch.randn(plain.shape, generator=generator)
    ours, theirs = (torch.autograd.grad((value * scale).sum(), leaves) for value in (found, plain))
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other)


def test_the_slope_also_acts_on_z() -> None:
    networks = {1: draw(SMALL, 1, 8, 0)}
    module = Convolutional(SMALL, "drawn", [24, 8], False, 0.0)
    assert (module.encode(networks) >= 0).all()
    leaky = Convolutional(SMALL, "drawn", [24, 8], False, 0.5)
    assert (leaky.encode(networks) < 0).any()


def test_the_mask_columns_are_carried_to_z() -> None:
    module = Convolutional(SMALL, "drawn", [24, 8], False, 0.01)
    networks = draw(SMALL, 1, 1, 0).repeat(2, 1)
    networks[1, layout(SMALL, 1).parameters] = 1 - networks[0, layout(SMALL, 1).parameters]
    z = module.encode({1: networks})
    assert not torch.equal(z[0], z[1])
