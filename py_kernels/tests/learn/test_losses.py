"""The losses of the paper and ours, against hand computations and their limits."""

from __future__ import annotations

from math import log, sqrt

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from py_kernels.learn import losses

ERRORS = torch.tensor([[3.0, 1.0], [4.0, 2.0]])
VARIANCES = torch.tensor([2.0, 4.0])
FLOOR = 1e-6

matrices = st.integers(0, 2**31).map(
    lambda seed: torch.rand(3, 5, generator=torch.Generator().manual_seed(seed)) * 4 + 0.01
)


def test_p_2_is_the_euclidean_norm_over_decoders() -> None:
    assert losses.p_2(ERRORS).item() == pytest.approx((5 + sqrt(5)) / 2)


def test_p_minus_2_is_equation_2() -> None:
    expected = ((3**-2 + 4**-2) ** -0.5 + (1 + 2**-2) ** -0.5) / 2
    assert losses.p_minus_2(ERRORS, 1e-12).item() == pytest.approx(expected)


def test_the_minimum_is_the_best_decoder_of_each_network() -> None:
    assert losses.minimum(ERRORS).item() == pytest.approx(2.0)
    assert losses.minimum(torch.tensor([[1.0, 5.0], [3.0, 2.0]])).item() == pytest.approx(1.5)


def test_fvu_divides_each_network_by_its_own_variance() -> None:
    assert losses.fvu(ERRORS, VARIANCES).item() == pytest.approx((1.5 + 0.25 + 2 + 0.5) / 4)


def test_log_fvu_is_the_mean_logarithm() -> None:
    expected = (log(1.51) + log(0.26) + log(2.01) + log(0.51)) / 4
    assert losses.log_fvu(ERRORS, VARIANCES, 0.01).item() == pytest.approx(expected, rel=1e-6)


def test_mse_is_the_mean_over_decoders_and_networks() -> None:
    assert losses.mse(ERRORS).item() == pytest.approx(2.5)


def test_the_annealed_loss_goes_from_all_decoders_to_the_best() -> None:
    best = (log(1.51) + log(0.26)) / 2
    everyone = losses.log_fvu(ERRORS, VARIANCES, 0.01).item()
    for progress, expected in ((0, everyone), (1, best), (0.25, 0.75 * everyone + 0.25 * best)):
        found = losses.annealed(ERRORS, VARIANCES, 0.01, progress).item()
        assert found == pytest.approx(expected, rel=1e-6)


def test_the_structural_term_compares_shares_of_active_neurons() -> None:
    logits = torch.tensor([[[0.0, 0.0, 0.0, 0.0], [50.0, 50.0, -50.0, -50.0]]])
    masks = torch.tensor([[[1.0, 1.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]]])
    assert losses.structure(logits, masks).item() == pytest.approx((0.25**2 + 0) / 2)


@settings(deadline=None, max_examples=25)
@given(matrices)
def test_p_minus_2_lies_below_the_minimum_and_p_2_above_the_maximum(errors: Tensor) -> None:
    assert losses.p_minus_2(errors, FLOOR) <= losses.minimum(errors) + FLOOR
    assert losses.p_2(errors) >= errors.amax(dim=0).mean() - 1e-6


def test_p_minus_2_tends_to_the_minimum_when_one_decoder_is_far_better() -> None:
    errors = torch.tensor([[1e-3], [10.0], [20.0]])
    assert losses.p_minus_2(errors, 1e-9).item() == pytest.approx(1e-3, rel=1e-4)
    equal = torch.full((4, 1), 1e-3)
    assert losses.p_minus_2(equal, 1e-9).item() == pytest.approx(1e-3 / 2, rel=1e-4)


def test_the_gradient_of_p_minus_2_goes_to_the_best_and_of_p_2_to_the_worst() -> None:
    errors = torch.tensor([[0.1], [1.0]], requires_grad=True)
    (best,) = torch.autograd.grad(losses.p_minus_2(errors, FLOOR), errors)
    (worst,) = torch.autograd.grad(losses.p_2(errors), errors)
    assert best[0] > 100 * best[1] > 0
    assert worst[1] > 5 * worst[0] > 0


def test_the_minimum_has_no_gradient_but_the_winner_s_and_fvu_has_one_for_all() -> None:
    errors = torch.tensor([[1.0, 5.0], [3.0, 2.0]], requires_grad=True)
    (alone,) = torch.autograd.grad(losses.minimum(errors), errors)
    (everyone,) = torch.autograd.grad(losses.fvu(errors, VARIANCES), errors)
    assert torch.equal(alone, torch.tensor([[0.5, 0.0], [0.0, 0.5]]))
    assert (everyone > 0).all()


def test_log_fvu_weighs_a_good_decoder_more_and_fvu_does_not() -> None:
    errors = torch.tensor([[0.02], [2.0]], requires_grad=True)
    one = torch.ones(1)
    (by_log,) = torch.autograd.grad(losses.log_fvu(errors, one, 0.01), errors)
    (plain,) = torch.autograd.grad(losses.fvu(errors, one), errors)
    assert by_log[0] > 50 * by_log[1]
    assert plain[0] == plain[1]


def test_exact_decoders_give_finite_losses_and_gradients() -> None:
    errors = torch.zeros(2, 3, requires_grad=True)
    one = torch.ones(3)
    values = [losses.p_2(errors), losses.p_minus_2(errors, FLOOR), losses.log_fvu(errors, one, 0.01)]
    for value in values:
        (gradient,) = torch.autograd.grad(value, errors)
        assert value.isfinite()
        assert gradient.isfinite().all()


def test_huge_and_tiny_errors_do_not_leave_the_range_of_float32() -> None:
    errors = torch.tensor([[1e-20, 1e20], [1e20, 1e25]], requires_grad=True)
    value = losses.p_minus_2(errors, FLOOR)
    (gradient,) = torch.autograd.grad(value, errors)
    assert value.isfinite()
    assert gradient.isfinite().all()
