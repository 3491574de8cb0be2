"""Specification of the objective: equations 4 to 6."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.learn.masks import Gate, apply, gated
from py_kernels.mlp.live import nonzeros_raw
from py_kernels.nets import harden
from py_kernels.search.objective import data_term, gate, penalty, presence

from .linear import SPACE, Linear, settings

LATENT = settings("latent", l1=0.1, soft_count=0.5, soft_count_gain=10, threshold_gain=100)


def drawn(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_the_gradient_of_the_penalty_is_that_of_finite_differences() -> None:
    weights = drawn(3, 8, seed=0).requires_grad_()
    present = torch.rand(3, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    present.requires_grad_()
    threshold = drawn(3, seed=2).abs().requires_grad_()
    assert torch.autograd.gradcheck(lambda w, p, t: penalty(w, p, t, LATENT), (weights, present, threshold))
    assert torch.autograd.gradcheck(lambda w, t: gate(w, t, 3.0), (weights, threshold))


def test_without_a_threshold_every_large_weight_counts_its_share_and_its_size() -> None:
    weights = torch.tensor([[4.0, -6.0, 0.0]])
    ones = torch.ones_like(weights)
    total = penalty(weights, ones, torch.zeros(1), LATENT)
    assert total.item() == pytest.approx(0.1 * 10 + 0.5 * (1 + 1 + 0.5))


def test_under_a_huge_threshold_only_sizes_count_and_the_gate_shuts() -> None:
    weights = torch.tensor([[4.0, -6.0, 0.0]])
    ones = torch.ones_like(weights)
    huge = torch.tensor([1e4])
    assert penalty(weights, ones, huge, LATENT).item() == pytest.approx(0.1 * 10)
    assert gate(weights, huge, 100).abs().max() == 0


def test_without_a_threshold_the_gate_leaves_weights_as_they_are() -> None:
    weights = torch.tensor([[4.0, -6.0, 0.5, 0.0]])
    torch.testing.assert_close(gate(weights, torch.zeros(1), 100), weights)


def test_the_penalty_alone_raises_the_threshold() -> None:
    threshold = drawn(5, seed=3).abs().requires_grad_()
    weights = drawn(5, 8, seed=4)
    torch.autograd.backward(penalty(weights, torch.ones_like(weights), threshold, LATENT).sum())
    assert threshold.grad is not None
    assert (threshold.grad < 0).all()


def test_a_link_is_present_where_both_of_its_neurons_are() -> None:
    z = torch.randn(50, 10, generator=torch.Generator().manual_seed(5))
    for depth in SPACE.depths:
        decoded = Linear(SPACE, 10, seed=6).decode(z, depth)
        masks, _ = gated(decoded, Gate(hard=True, gradient=True, gain=1))
        present = presence(SPACE, depth, masks)
        assert torch.equal(present != 0, harden(decoded)[:, : present.shape[1]] != 0)
        assert torch.equal(present.sum(1).int(), nonzeros_raw(SPACE, depth, harden(decoded)))
        assert 0 < (present == 0).float().mean() < 1


def test_the_penalty_pushes_masks_towards_fewer_neurons() -> None:
    z = torch.randn(20, 10, generator=torch.Generator().manual_seed(7))
    decoded = Linear(SPACE, 10, seed=8).decode(z, 2)
    logits = decoded.mask_logits.detach().requires_grad_()
    decoded = type(decoded)(SPACE, 2, decoded.parameters.detach(), logits, None)
    present = presence(SPACE, 2, gated(decoded, Gate(hard=True, gradient=True, gain=1))[0])
    torch.autograd.backward(penalty(decoded.parameters, present, torch.zeros(20), LATENT).sum())
    assert logits.grad is not None
    assert (logits.grad >= 0).all()
    assert logits.grad.sum() > 0


def test_the_data_term_is_the_logarithm_of_fvu_or_the_mean_squared_error() -> None:
    error = torch.tensor([8.0, 0.0])
    variation = torch.tensor(4.0)
    torch.testing.assert_close(data_term("mse", error, 4, variation), torch.tensor([2.0, 0.0]))
    expected = torch.log(torch.tensor([0.5 + 1e-5, 1e-5]))
    torch.testing.assert_close(data_term("log_fvu", error, 4, variation), expected)


def test_a_decoded_network_under_a_hard_gate_is_the_hard_network() -> None:
    decoded = Linear(SPACE, 10, seed=9).decode(torch.randn(5, 10, generator=torch.manual_seed(0)), 2)
    folded = apply(decoded, Gate(hard=True, gradient=False, gain=1)).parameters
    kept = harden(decoded)[:, : folded.shape[1]]
    assert torch.equal(folded[kept != 0], kept[kept != 0])
