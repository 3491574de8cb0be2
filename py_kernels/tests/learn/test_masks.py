"""Masks in training: soft, hard, and what their gradients are."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.learn.masks import Gate, apply, gate
from py_kernels.mlp.batch import Networks, unpack
from py_kernels.mlp.layout import layout
from py_kernels.native import predict, squared_error
from py_kernels.nets import Decoded, harden

from ..nets.drawn import SMALL, SPACES
from .training import MASKS

SPACE = SPACES["choices"]


def test_harden_raises_the_gain_linearly_and_then_turns_hard() -> None:
    assert gate("harden", 8, 0.4, 0) == Gate(False, True, 1)
    assert gate("harden", 8, 0.4, 0.2) == Gate(False, True, 4.5)
    assert gate("harden", 8, 0.4, 0.3999).gain == pytest.approx(8, abs=0.01)
    assert not gate("harden", 8, 0.4, 0.3999).hard
    assert gate("harden", 8, 0.4, 0.4) == gate("harden", 8, 0.4, 1) == Gate(True, True, 8)


def test_a_harden_fraction_of_0_is_hard_at_once_and_of_1_is_never_hard_in_training() -> None:
    assert gate("harden", 8, 0, 0).hard
    assert not gate("harden", 8, 1, 0.9999).hard


@pytest.mark.parametrize("progress", [0.0, 0.5, 0.99])
def test_the_other_masks_do_not_change_in_training(progress: float) -> None:
    assert gate("soft", 8, 0.4, progress) == Gate(False, True, 1)
    assert gate("straight_through", 8, 0.4, progress) == Gate(True, True, 1)
    assert gate("dead", 8, 0.4, progress) == Gate(True, False, 1)


def test_unknown_masks_are_refused() -> None:
    with pytest.raises(ValueError, match="no way of masking is called 'carnival'"):
        gate("carnival", 8, 0.4, 0)


@pytest.mark.parametrize("masks", MASKS)
@pytest.mark.parametrize("progress", [0.1, 0.9])
def test_logits_of_masks_and_choices_have_a_gradient_except_with_dead_masks(
    masks: str, progress: float
) -> None:
    decoded = _decoded()
    torch.autograd.backward(_error(apply(decoded, gate(masks, 8, 0.4, progress))))
    assert decoded.choice_logits is not None
    for logits in (decoded.mask_logits, decoded.choice_logits):
        if masks == "dead":
            assert logits.grad is None
        else:
            assert logits.grad is not None
            assert (logits.grad != 0).any()
    assert decoded.parameters.grad is not None
    assert (decoded.parameters.grad != 0).any()


@pytest.mark.parametrize("how", [Gate(True, True, 1), Gate(True, True, 8), Gate(True, False, 1)])
def test_hard_gates_compute_exactly_what_the_hard_network_does(how: Gate) -> None:
    decoded = _decoded()
    x = torch.rand(6, SPACE.inputs, generator=torch.Generator().manual_seed(2))
    hard = predict(unpack(SPACE, 2, harden(decoded)), x)
    assert torch.equal(predict(apply(decoded, how), x), hard)


def test_a_soft_gate_differs_from_the_hard_one_and_tends_to_it_as_its_gain_grows() -> None:
    decoded = _decoded()
    x = torch.rand(6, SPACE.inputs, generator=torch.Generator().manual_seed(2))
    hard = predict(unpack(SPACE, 2, harden(decoded)), x)
    apart = [(predict(apply(decoded, Gate(False, True, gain)), x) - hard).abs().max() for gain in (1, 1e4)]
    assert apart[0] > 0.01
    assert apart[1] < 1e-3


def test_a_straight_through_gradient_is_the_soft_gate_s_slope_at_its_gain() -> None:
    logits = torch.tensor([[[0.3, -0.2, 1.0]]])
    plan = layout(SMALL, 1)
    for gain in (1.0, 8.0):
        decoded = Decoded(SMALL, 1, torch.ones(1, plan.parameters), logits.clone().requires_grad_(), None)
        out = plan.view(apply(decoded, Gate(True, True, gain)).parameters, "weights_2")
        torch.autograd.backward(out.sum())
        share = torch.sigmoid(gain * logits)
        torch.testing.assert_close(decoded.mask_logits.grad, gain * share * (1 - share))


def _decoded() -> Decoded:
    generator = torch.Generator().manual_seed(1)

    def leaf(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator).requires_grad_()

    width, kinds = SPACE.max_width, len(SPACE.activations)
    return Decoded(
        SPACE, 2, leaf(4, layout(SPACE, 2).parameters), leaf(4, 2, width), leaf(4, 2, width, kinds)
    )


def _error(networks: Networks) -> Tensor:
    x = torch.rand(6, SPACE.inputs, generator=torch.Generator().manual_seed(2))
    return squared_error(networks, x, torch.zeros(1, SPACE.outputs, 6)).sum()
