"""The promises that every autoencoder keeps, in every space."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from py_kernels.mlp.batch import fold, unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Decoded, build, harden

from .drawn import FUNCTIONAL, KINDS, SMALL, SPACES, draw, draw_all

spaces = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


@spaces
@kinds
def test_every_space_is_encoded_and_decoded_with_the_shapes_of_its_layout(
    space: Space, kind: dict[str, Any]
) -> None:
    module = build(space, kind, 0, "cpu")
    z = module.encode(draw_all(space, 3, 0))
    assert z.shape == (3 * len(space.depths), module.latent)
    assert [value.depth for value in module.decode_all(z)] == list(space.depths)
    for value in module.decode_all(z):
        plan = layout(space, value.depth)
        neurons = (len(z), value.depth, space.max_width)
        assert value.parameters.shape == (len(z), plan.parameters)
        assert value.mask_logits.shape == neurons
        if len(space.activations) > 1:
            assert value.choice_logits is not None
            assert value.choice_logits.shape == (*neurons, len(space.activations))
        else:
            assert value.choice_logits is None
        assert harden(value).shape == (len(z), plan.size)


@kinds
def test_networks_are_encoded_in_ascending_order_of_depth_whatever_the_mapping_s(
    kind: dict[str, Any],
) -> None:
    module = build(SMALL, kind, 0, "cpu")
    one, two = draw(SMALL, 1, 2, 0), draw(SMALL, 2, 3, 1)
    z = module.encode({2: two, 1: one})
    torch.testing.assert_close(z[:2], module.encode({1: one}))
    torch.testing.assert_close(z[2:], module.encode({2: two}))


@kinds
def test_one_network_does_not_affect_another(kind: dict[str, Any]) -> None:
    module = build(SMALL, kind, 0, "cpu")
    networks = draw(SMALL, 2, 4, 0)
    z = module.encode({2: networks})
    torch.testing.assert_close(module.encode({2: networks[1:2]}), z[1:2])
    for depth in SMALL.depths:
        alone = module.decode(z[1:2], depth).parameters
        torch.testing.assert_close(alone, module.decode(z, depth).parameters[1:2])


def test_batch_normalisation_lets_networks_affect_one_another_in_training_only() -> None:
    module = build(SMALL, KINDS["convolutional"] | {"skip_norm": True}, 0, "cpu")
    networks = draw(SMALL, 2, 4, 0)
    together, alone = module.encode({2: networks})[1:2], module.encode({2: networks[1:2]})
    assert not torch.allclose(together, alone, atol=1e-3)
    module.eval()
    torch.testing.assert_close(module.encode({2: networks})[1:2], module.encode({2: networks[1:2]}))


@kinds
def test_decoding_alone_and_with_all_depths_agree(kind: dict[str, Any]) -> None:
    module = build(SMALL, kind, 0, "cpu")
    z = torch.randn(3, module.latent, generator=torch.Generator().manual_seed(0))
    for value in module.decode_all(z):
        torch.testing.assert_close(module.decode(z, value.depth).parameters, value.parameters)


@kinds
def test_every_weight_of_the_autoencoder_has_a_gradient(kind: dict[str, Any]) -> None:
    module = build(SMALL, kind, 0, "cpu")
    decoded = module.decode_all(module.encode(draw_all(SMALL, 4, 0)))
    torch.autograd.backward([v.parameters.square().sum() + v.mask_logits.sum() for v in decoded])
    for name, parameter in module.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


@kinds
def test_first_weights_follow_the_seed_alone_and_leave_the_global_state_untouched(
    kind: dict[str, Any],
) -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = build(SMALL, kind, 5, "cpu").state_dict()
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    again, other = build(SMALL, kind, 5, "cpu").state_dict(), build(SMALL, kind, 6, "cpu").state_dict()
    assert all(torch.equal(value, again[name]) for name, value in first.items())
    assert not all(torch.equal(value, other[name]) for name, value in first.items())


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no autoencoder is called 'magic'"):
        build(SMALL, {"kind": "magic"}, 0, "cpu")


@spaces
def test_a_hard_network_computes_what_the_decoded_one_does_with_masks_cut_at_a_half(space: Space) -> None:
    generator = torch.Generator().manual_seed(3)
    x = torch.rand(9, space.inputs, generator=generator) * 2 - 1
    for depth in space.depths:
        value = _decoded(space, depth, generator)
        masks = (torch.sigmoid(value.mask_logits) > 0.5).float()
        choices = None
        if value.choice_logits is not None:
            best = value.choice_logits.argmax(dim=-1)
            choices = torch.nn.functional.one_hot(best, len(space.activations)).float()
        expected = predict(fold(space, depth, value.parameters, masks, choices), x)
        torch.testing.assert_close(predict(unpack(space, depth, harden(value)), x), expected)


@spaces
def test_a_masked_neuron_has_no_weight_in_either_direction_and_no_bias(space: Space) -> None:
    for depth in space.depths:
        value = _decoded(space, depth, torch.Generator().manual_seed(4))
        packed, plan = harden(value), layout(space, depth)
        masks = plan.view(packed, "masks")
        assert torch.equal(masks, (value.mask_logits > 0).float())
        for k in range(1, depth + 2):
            weights = plan.view(packed, f"weights_{k}")
            live = plan.view(value.parameters, f"weights_{k}").clone()
            if k > 1:
                live *= masks[:, k - 2, None, :]
            if k <= depth:
                live *= masks[:, k - 1, :, None]
            assert torch.equal(weights, live)
            if space.bias:
                bias = plan.view(value.parameters, f"bias_{k}")
                assert torch.equal(
                    plan.view(packed, f"bias_{k}"), bias * masks[:, k - 1] if k <= depth else bias
                )


def test_hard_choices_are_the_largest_logits_of_each_neuron() -> None:
    space = SPACES["choices"]
    logits = torch.tensor([0.1, 0.3, -2.0]).expand(1, 1, 3, 3)
    plan = layout(space, 1)
    value = Decoded(space, 1, torch.ones(1, plan.parameters), torch.ones(1, 1, 3), logits)
    assert torch.equal(plan.view(harden(value), "choices"), torch.tensor([0.0, 1.0, 0.0]).expand(1, 1, 3, 3))


def test_a_mask_logit_of_zero_is_inactive_and_one_above_it_active() -> None:
    space = replace(SMALL, max_width=2)
    plan = layout(space, 1)
    value = Decoded(space, 1, torch.ones(1, plan.parameters), torch.tensor([[[0.0, 1e-6]]]), None)
    assert torch.equal(plan.view(harden(value), "masks"), torch.tensor([[[0.0, 1.0]]]))


def test_hardening_passes_no_gradient() -> None:
    module = build(SMALL, FUNCTIONAL, 0, "cpu")
    z = torch.zeros(2, module.latent, requires_grad=True)
    assert not harden(module.decode(z, 1)).requires_grad


def _decoded(space: Space, depth: int, generator: torch.Generator) -> Decoded:
    neurons = (5, depth, space.max_width)
    several = len(space.activations) > 1
    return Decoded(
        space,
        depth,
        torch.randn(5, layout(space, depth).parameters, generator=generator),
        torch.randn(neurons, generator=generator),
        torch.randn(*neurons, len(space.activations), generator=generator) if several else None,
    )
