"""The canonical order of neurons."""

from __future__ import annotations

import pytest
import torch

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.order import in_canonical_order
from py_kernels.native import predict

from ..nets.drawn import SPACES, draw, permuted


@pytest.mark.parametrize("name", ["paper", "bias", "choices", "many inputs"])
def test_ordering_neurons_leaves_the_function(name: str) -> None:
    space = SPACES[name]
    x = torch.rand(9, space.inputs, generator=torch.Generator().manual_seed(0)) * 2 - 1
    for depth in space.depths:
        networks = draw(space, depth, 8, 0)
        ordered = in_canonical_order(space, depth, networks)
        assert not torch.equal(ordered, networks)
        torch.testing.assert_close(
            predict(unpack(space, depth, ordered), x), predict(unpack(space, depth, networks), x)
        )


@pytest.mark.parametrize("name", ["paper", "bias", "choices"])
def test_whatever_order_they_were_drawn_in(name: str) -> None:
    space = SPACES[name]
    networks = draw(space, 2, 8, 0)
    turned = permuted(space, networks)
    assert not torch.equal(turned, networks)
    assert torch.equal(in_canonical_order(space, 2, turned), in_canonical_order(space, 2, networks))


def test_an_active_neuron_at_which_nothing_arrives_comes_before_masked_ones() -> None:
    space = SPACES["bias"]
    networks, plan = draw(space, 1, 1, 0), layout(space, 1)
    plan.view(networks, "masks")[:] = torch.tensor([0.0, 1.0, 1.0])
    plan.view(networks, "weights_1")[:, 1] = 0
    ordered = in_canonical_order(space, 1, networks)
    assert plan.view(ordered, "masks").flatten().tolist() == [1, 1, 0]
    assert (plan.view(ordered, "weights_1")[:, 1] == 0).all()


def test_large_ones_first_and_masked_ones_last() -> None:
    space = SPACES["paper"]
    networks = draw(space, 2, 8, 0)
    ordered, plan = in_canonical_order(space, 2, networks), layout(space, 2)
    for k in (1, 2):
        masks, norms = plan.view(ordered, "masks")[:, k - 1], plan.view(ordered, f"weights_{k}").norm(dim=2)
        assert (masks.diff(dim=1) <= 0).all()
        assert ((masks * norms).diff(dim=1) <= 0).all()
