"""The functional autoencoder sees functions, not matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.nets import build
from py_kernels.nets.functional import even_grid

from .drawn import FUNCTIONAL, PAPER, SMALL, SPACES, draw, permuted

DEFAULTS: dict[str, Any] = {
    "kind": "functional",
    "sees": "outputs",
    "latent": 128,
    "hidden": 512,
    "encoder_blocks": 3,
    "decoder_blocks": 3,
    "probes_per_input": 7,
    "mask_offset": 2.0,
}


def test_with_the_schema_s_defaults_it_has_5_8_million_weights() -> None:
    module = build(PAPER, DEFAULTS, 0, "cpu")
    assert sum(p.numel() for p in module.parameters()) == pytest.approx(5.8e6, rel=0.01)


@pytest.mark.parametrize("sees", ["outputs", "weights"])
@pytest.mark.parametrize("name", ["paper", "bias", "choices"])
def test_permuting_hidden_neurons_together_leaves_the_embedding(name: str, sees: str) -> None:
    space = SPACES[name]
    module, networks = build(space, FUNCTIONAL | {"sees": sees}, 0, "cpu"), draw(space, 2, 6, 0)
    turned = permuted(space, networks, together=True)
    assert not torch.equal(turned, networks)
    torch.testing.assert_close(module.encode({2: turned}), module.encode({2: networks}))


@pytest.mark.parametrize("sees", ["outputs", "weights"])
@pytest.mark.parametrize("name", ["paper", "bias", "choices"])
def test_permuting_one_side_alone_changes_the_embedding(name: str, sees: str) -> None:
    space = SPACES[name]
    module, networks = build(space, FUNCTIONAL | {"sees": sees}, 0, "cpu"), draw(space, 2, 6, 0)
    turned = permuted(space, networks, together=False)
    apart = (module.encode({2: turned}) - module.encode({2: networks})).abs().amax(dim=1)
    assert (apart > 1e-3).any()


def test_a_network_has_the_embedding_of_a_deeper_one_with_the_same_function() -> None:
    space = replace(SMALL, activations=("linear",))
    module = build(space, FUNCTIONAL, 0, "cpu")
    shallow, deep = draw(space, 1, 4, 0), torch.zeros(4, layout(space, 2).size)
    one, two = layout(space, 1), layout(space, 2)
    deep[:, : two.sections["weights_1"].stop] = one.view(shallow, "weights_1").flatten(1)
    _section(deep, space, "weights_2")[:] = torch.eye(3).flatten()
    _section(deep, space, "weights_3")[:] = one.view(shallow, "weights_2").flatten(1)
    _section(deep, space, "masks")[:] = 1
    torch.testing.assert_close(module.encode({2: deep}), module.encode({1: shallow}))
    deep[:, 0] += 1
    assert not torch.allclose(module.encode({2: deep}), module.encode({1: shallow}), atol=1e-3)


def test_an_encoder_of_weights_tells_networks_of_one_function_apart() -> None:
    space = replace(SMALL, activations=("linear",))
    networks = draw(space, 1, 4, 0)
    plan = layout(space, 1)
    plan.view(networks, "masks").fill_(1)
    scaled = networks.clone()
    plan.view(scaled, "weights_1").mul_(2)
    plan.view(scaled, "weights_2").div_(2)
    for sees, alike in (("outputs", True), ("weights", False)):
        module = build(space, FUNCTIONAL | {"sees": sees}, 0, "cpu")
        close = torch.isclose(module.encode({1: scaled}), module.encode({1: networks}), atol=1e-4)
        assert bool(close.all()) == alike


def test_an_encoder_of_weights_sees_signs_and_activations_and_nothing_of_masked_neurons() -> None:
    space = SPACES["choices"]
    module, plan = build(space, FUNCTIONAL | {"sees": "weights"}, 0, "cpu"), layout(space, 1)
    networks = draw(space, 1, 4, 0)
    plan.view(networks, "masks")[:] = torch.tensor([1.0, 1.0, 0.0])

    def changed(name: str, neuron: int, change: Callable[[Tensor], Tensor]) -> bool:
        other = networks.clone()
        part = plan.view(other, name)
        part = part[:, 0, neuron] if name == "choices" else part[:, neuron]
        part.copy_(change(part))
        assert not torch.equal(other, networks)
        return not torch.allclose(module.encode({1: other}), module.encode({1: networks}), atol=1e-5)

    assert changed("weights_1", 0, torch.neg)
    assert changed("bias_1", 0, torch.neg)
    assert changed("choices", 0, lambda part: part.roll(1, dims=1))
    assert not changed("weights_1", 2, lambda part: part + 1)
    assert not changed("bias_1", 2, lambda part: part + 1)


def test_a_saturated_sigmoid_output_still_tells_networks_apart() -> None:
    space = replace(SMALL, output_activation="sigmoid")
    module, networks = build(space, FUNCTIONAL, 0, "cpu"), draw(space, 1, 1, 0).repeat(2, 1)
    plan = layout(space, 1)
    section = plan.sections["weights_2"]
    networks[:, section.start : section.stop] = 300.0
    networks[1, section.start] = 500.0
    networks[:, plan.parameters :] = 1
    apart = module.encode({1: networks})
    assert (apart[0] - apart[1]).abs().max() > 1e-3


def test_networks_that_give_nothing_or_much_have_finite_embeddings() -> None:
    module = build(SMALL, FUNCTIONAL, 0, "cpu")
    networks = draw(SMALL, 1, 2, 0)
    networks[0] = 0
    networks[1, : layout(SMALL, 1).parameters] *= 1e6
    assert module.encode({1: networks}).isfinite().all()


def test_the_mask_offset_starts_neurons_active_and_its_negative_inactive() -> None:
    z = torch.randn(64, 8, generator=torch.Generator().manual_seed(0))
    for offset, active in [(2.0, 1.0), (-2.0, 0.0)]:
        module = build(SMALL, FUNCTIONAL | {"mask_offset": offset}, 0, "cpu")
        share = (module.decode(z, 2).mask_logits > 0).float().mean().item()
        assert share == pytest.approx(active, abs=0.05)


def test_decoded_weights_are_in_the_space_s_own_scale() -> None:
    z = torch.randn(4, 8, generator=torch.Generator().manual_seed(0))
    ten = build(PAPER, FUNCTIONAL, 0, "cpu").decode(z, 2)
    three = build(replace(PAPER, weight_range=3.0), FUNCTIONAL, 0, "cpu").decode(z, 2)
    torch.testing.assert_close(ten.parameters / 10, three.parameters / 3)
    torch.testing.assert_close(ten.mask_logits, three.mask_logits)


def test_first_decoded_networks_differ_in_their_neurons_but_hardly_with_z() -> None:
    z = torch.randn(64, 8, generator=torch.Generator().manual_seed(0))
    weights = build(PAPER, FUNCTIONAL, 0, "cpu").decode(z, 1).parameters / PAPER.weight_range
    across_networks, across_weights = weights.std(dim=0).mean(), weights.mean(dim=0).std()
    assert 0 < across_networks < 0.1
    assert across_weights > across_networks


def test_probe_points_are_an_even_grid() -> None:
    expected = [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 0], [0, 1], [1, -1], [1, 0], [1, 1]]
    assert even_grid(2, 3).tolist() == expected
    assert even_grid(1, 2).tolist() == [[-1], [1]]


def test_too_many_probe_points_are_refused_and_the_most_inputs_fit_with_the_fewest() -> None:
    with pytest.raises(ValueError, match="probes_per_input 7 with 8 inputs makes 5764801 probe points"):
        build(replace(SMALL, inputs=8), FUNCTIONAL | {"probes_per_input": 7}, 0, "cpu")
    assert even_grid(16, 2).shape == (65_536, 16)


def _section(packed: Tensor, space: Space, name: str) -> Tensor:
    section = layout(space, 2).sections[name]
    return packed[:, section.start : section.stop]
