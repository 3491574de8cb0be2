"""Specification of live links: brute force on small networks."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import live, nonzeros, nonzeros_raw, trim
from py_kernels.mlp.space import Space
from py_kernels.native.eager import predict

SPACE = Space(
    inputs=2,
    outputs=2,
    max_width=3,
    depths=(1, 2, 3),
    bias=False,
    activations=("sigmoid",),
    output_activation="linear",
    leaky_slope=0.01,
    weight_range=3,
)
SPACES = {
    "sigmoid": SPACE,
    "tanh": replace(SPACE, activations=("tanh",)),
    "leaky_relu with biases": replace(SPACE, activations=("leaky_relu",), bias=True),
    "mixed with biases": replace(SPACE, activations=("tanh", "sigmoid", "linear"), bias=True),
    "mixed": replace(SPACE, activations=("leaky_relu", "sigmoid")),
}
EXAMPLES = settings(max_examples=25, deadline=None)


def random_networks(space: Space, depth: int, count: int, share: float, seed: int) -> Tensor:
    """Hard packed networks, float64, with about `share` of their links, and of 3 neurons one masked."""
    plan = layout(space, depth)
    generator = torch.Generator().manual_seed(seed)
    packed = torch.rand(count, plan.size, generator=generator, dtype=torch.float64) * 2 - 1
    kept = torch.rand(count, plan.parameters, generator=generator) < share
    packed[:, : plan.parameters] *= kept
    plan.view(packed, "masks").copy_(torch.rand(count, depth, space.max_width, generator=generator) < 2 / 3)
    if "choices" in plan.sections:
        view = plan.view(packed, "choices")
        picked = view.argmax(-1, keepdim=True)
        view.zero_().scatter_(-1, picked, 1.0)
    return packed


def outputs(space: Space, depth: int, packed: Tensor) -> Tensor:
    x = torch.rand(40, space.inputs, generator=torch.Generator().manual_seed(9), dtype=torch.float64) * 4 - 2
    return predict(unpack(space, depth, packed), x)


def without_each(space: Space, depth: int, network: Tensor) -> Tensor:
    """`network [P]` -> `[W, P]`: the i-th has weight or bias i at zero."""
    parameters = layout(space, depth).parameters
    copies = network.repeat(parameters, 1)
    copies[torch.arange(parameters), torch.arange(parameters)] = 0
    return copies


@pytest.mark.parametrize("name", SPACES)
@given(st.integers(1, 3), st.floats(0.15, 0.9), st.integers(0, 2**31))
@EXAMPLES
def test_removing_a_link_changes_the_function_exactly_where_the_link_is_live(
    name: str, depth: int, share: float, seed: int
) -> None:
    space = SPACES[name]
    packed = random_networks(space, depth, 2, share, seed)
    for network, alive in zip(packed, live(space, depth, packed), strict=True):
        without = without_each(space, depth, network)
        # As many networks: a processor may round a batch of one otherwise.
        before = outputs(space, depth, network.repeat(len(without), 1))
        after = outputs(space, depth, without)
        changed = (after - before).abs().amax(dim=(1, 2)) > 0
        assert torch.equal(changed, alive)


@pytest.mark.parametrize("name", SPACES)
@given(st.integers(1, 3), st.floats(0.1, 0.9), st.integers(0, 2**31))
@EXAMPLES
def test_trimming_keeps_the_function_and_leaves_live_links_only(
    name: str, depth: int, share: float, seed: int
) -> None:
    space = SPACES[name]
    packed = random_networks(space, depth, 5, share, seed)
    trimmed = trim(space, depth, packed)
    parameters = layout(space, depth).parameters
    before, after = outputs(space, depth, packed), outputs(space, depth, trimmed)
    torch.testing.assert_close(after, before, rtol=0, atol=1e-12)
    assert torch.equal(trimmed[:, :parameters] != 0, live(space, depth, packed))
    assert torch.equal(live(space, depth, trimmed), live(space, depth, packed))
    assert torch.equal(trimmed[:, parameters:], packed[:, parameters:])


@given(st.integers(1, 3), st.integers(0, 2**31))
@EXAMPLES
def test_the_raw_count_takes_dead_parts_in_but_no_masked_neuron(depth: int, seed: int) -> None:
    space = SPACES["mixed with biases"]
    packed = random_networks(space, depth, 6, 0.5, seed)
    plan = layout(space, depth)
    for b, raw in enumerate(nonzeros_raw(space, depth, packed).tolist()):
        masks = plan.view(packed, "masks")[b]
        inputs, ends = torch.ones(space.inputs), torch.ones(space.outputs)
        layers = [inputs, *masks, ends]
        expected = 0
        for k in range(1, depth + 2):
            weights = plan.view(packed, f"weights_{k}")[b]
            for to in range(weights.shape[0]):
                expected += int(layers[k][to] != 0 and plan.view(packed, f"bias_{k}")[b, to] != 0)
                for source in range(weights.shape[1]):
                    ends_active = layers[k][to] != 0 and layers[k - 1][source] != 0
                    expected += int(ends_active and weights[to, source] != 0)
        assert raw == expected
        assert raw >= nonzeros(space, depth, packed)[b]


def hand_made(space: Space) -> Tensor:
    """Depth 1: neuron 0 has no inputs and feeds output 0; neuron 1 has an input and feeds nothing."""
    packed = torch.zeros(1, layout(space, 1).size)
    layout(space, 1).view(packed, "weights_1")[0, 1, 0] = 2.0
    layout(space, 1).view(packed, "weights_2")[0, 0, 0] = 1.5
    layout(space, 1).view(packed, "masks").fill_(1)
    return packed


def test_a_sigmoid_neuron_without_inputs_counts_through_its_outgoing_weight() -> None:
    packed = hand_made(SPACE)
    assert nonzeros(SPACE, 1, packed).tolist() == [1]
    assert nonzeros_raw(SPACE, 1, packed).tolist() == [2]


def test_a_tanh_neuron_without_inputs_does_not_count() -> None:
    space = SPACES["tanh"]
    assert nonzeros(space, 1, hand_made(space)).tolist() == [0]


def test_a_masked_neuron_is_gone_even_where_it_is_a_sigmoid() -> None:
    packed = hand_made(SPACE)
    layout(SPACE, 1).view(packed, "masks")[0, 0, 0] = 0
    assert nonzeros(SPACE, 1, packed).tolist() == [0]
    assert nonzeros_raw(SPACE, 1, packed).tolist() == [1]


def test_counts_are_int32_one_a_network() -> None:
    packed = random_networks(SPACE, 2, 7, 0.5, 1)
    for count in (nonzeros(SPACE, 2, packed), nonzeros_raw(SPACE, 2, packed)):
        assert count.dtype == torch.int32
        assert count.shape == (7,)
