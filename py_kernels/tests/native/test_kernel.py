"""The decoded-network operator, whatever the back end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from torch import Tensor

from py_kernels.mlp.batch import Networks
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import ACTIVATIONS, Space
from py_kernels.native import eager, moments, predict, squared_error

from .conftest import COMPILED, TRITON
from .draw import PAPER, Case, draw, narrow, wide

pytestmark = pytest.mark.usefixtures("back_end")
SAMPLES = (1, 2, 15, 17, 64, 65, 127, 128, 129, 200, 300)
quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


Operator = Callable[..., Tensor]


def error_and_gradients(case: Case, operator: Operator = squared_error) -> list[Tensor]:
    value = operator(case.networks, case.x, case.y)
    return [value, *torch.autograd.grad(value.sum(), case.leaves)]


def outputs_and_gradients(case: Case, operator: Operator = predict) -> list[Tensor]:
    outputs = operator(case.networks, case.x)
    return [outputs, *torch.autograd.grad((outputs * case.y.to(outputs.dtype)).sum(), case.leaves)]


def assert_close(results: list[Tensor], exact: list[Tensor], plain: list[Tensor]) -> None:
    """Each as near to float64 as plain float32 PyTorch is, up to a factor of five and a few roundings."""
    for result, reference, other in zip(results, exact, plain, strict=True):
        assert result.shape == reference.shape
        if reference.numel() == 0:
            continue
        usual = (other - reference).abs().max()
        bound = 3e-5 * reference.abs().max() + 5 * usual + 1e-12
        assert (result - reference).abs().max() <= bound


def assert_same(back_end: str, one: Tensor, other: Tensor) -> None:
    """To the last bit; plain PyTorch's products may sum in another order."""
    if back_end == "eager":
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)
    else:
        assert torch.equal(one, other)


def assert_double_precision(space: Space, depth: int, networks: int, samples: int, seed: int) -> None:
    case = draw(space, depth, networks, samples, seed, scale=2 / space.max_width**0.5)
    double = case.to(torch.float64)
    exact = error_and_gradients(double, eager.squared_error)
    assert_close(error_and_gradients(case), exact, error_and_gradients(case, eager.squared_error))
    exact = outputs_and_gradients(double, eager.predict)
    assert_close(outputs_and_gradients(case), exact, outputs_and_gradients(case, eager.predict))
    with torch.no_grad():
        value = squared_error(case.networks, case.x, case.y)
        exact_value = eager.squared_error(double.networks, double.x, double.y)
        assert_close([value], [exact_value], [eager.squared_error(case.networks, case.x, case.y)])


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
@quick
@given(
    space=wide,
    depth=some.integers(1, 6),
    networks=some.integers(1, 4),
    samples=some.sampled_from(SAMPLES),
    seed=some.integers(0, 1000),
)
def test_values_and_gradients_are_those_of_double_precision(
    space: Space, depth: int, networks: int, samples: int, seed: int
) -> None:
    assert_double_precision(space, depth, networks, samples, seed)


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
@quick
@given(
    space=wide,
    depth=some.integers(1, 6),
    samples=some.sampled_from((*SAMPLES, 4500)),
    rows=some.integers(0, 3),
    shared=some.booleans(),
)
def test_moments_are_those_of_double_precision(
    space: Space, depth: int, samples: int, rows: int, shared: bool
) -> None:
    case = draw(space, depth, 3, samples, seed=depth, scale=2 / space.max_width**0.5)
    y = torch.randn(1 if shared else 3, rows, samples, generator=torch.Generator().manual_seed(rows))
    double = case.to(torch.float64)
    with torch.no_grad():
        exact = eager.moments(double.networks, double.x, y.double())
        plain = eager.moments(case.networks, case.x, y)
        assert_close([moments(case.networks, case.x, y)], [exact], [plain])


def test_moments_are_sums_over_the_last_hidden_layer_and_without_gradients() -> None:
    case = draw(replace(PAPER, bias=True), 1, 3, 40)
    plan = layout(case.networks.space, 1)
    weights, bias = (plan.view(case.networks.parameters, name).detach() for name in ("weights_1", "bias_1"))
    values = torch.sigmoid(weights @ case.x.T + bias[:, :, None])
    products = moments(case.networks, case.x, case.y.requires_grad_())
    assert products.shape == (3, 8, 9)
    assert not products.requires_grad
    torch.testing.assert_close(products[:, :7, :7], values @ values.mT, rtol=1e-5, atol=1e-4)
    torch.testing.assert_close(products[:, :7, 7], values.sum(2), rtol=1e-5, atol=1e-4)
    torch.testing.assert_close(products[:, 7, 8], case.y.detach().sum((1, 2)), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("back_end", [TRITON], indirect=True)
@settings(quick, max_examples=12)
@given(space=narrow, depth=some.integers(1, 6), samples=some.sampled_from((1, 65, 256, 257)))
def test_interpreted_values_and_gradients_are_those_of_double_precision(
    space: Space, depth: int, samples: int
) -> None:
    assert_double_precision(space, depth, 1, samples, depth)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_paper_s_shapes_are_those_of_double_precision(activation: str, depth: int, bias: bool) -> None:
    space = replace(PAPER, activations=(activation,), bias=bias)
    case = draw(space, depth, 3, 1000, seed=depth, scale=3.0 if activation == "sigmoid" else 0.7)
    exact = error_and_gradients(case.to(torch.float64), eager.squared_error)
    assert_close(error_and_gradients(case), exact, error_and_gradients(case, eager.squared_error))


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_an_activation_keeps_its_relative_accuracy_from_end_to_end(activation: str) -> None:
    """Beside what a rounding of its argument does."""
    space = replace(PAPER, inputs=1, max_width=1, activations=(activation,))
    networks = Networks(space, 1, torch.ones(1, 2), None)
    x = torch.cat([torch.linspace(-80, 80, 20001), torch.logspace(-6, 0, 2000)])
    exact = getattr(torch, activation)(x.double())
    error = (predict(networks, x[:, None])[0, 0] - exact).abs() / exact.abs()
    assert (error <= 1e-6 + 6e-8 * x.abs()).all()


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
def test_many_samples_are_summed_as_accurately_as_few() -> None:
    case = draw(PAPER, 2, 2, 20_000)
    exact = error_and_gradients(case.to(torch.float64), eager.squared_error)
    for result, reference in zip(error_and_gradients(case), exact, strict=True):
        assert (result - reference).abs().max() <= 3e-5 * reference.abs().max()


@pytest.mark.parametrize("space", [PAPER, replace(PAPER, activations=ACTIVATIONS, bias=True, outputs=2)])
def test_networks_of_a_batch_do_not_affect_each_other(back_end: str, space: Space) -> None:
    case = draw(space, 3, 5, 150)
    together = error_and_gradients(case)
    for row in range(5):
        alone = error_and_gradients(case.rows(slice(row, row + 1)))
        for one, all_of_them in zip(alone, together, strict=True):
            assert_same(back_end, one[0], all_of_them[row])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_nan_weight_makes_its_own_network_nan_and_no_other(activation: str) -> None:
    case = draw(replace(PAPER, activations=(activation,)), 2, 4, 100)
    sound = error_and_gradients(case)
    with torch.no_grad():
        case.networks.parameters[2, 5] = torch.nan
    spoilt = error_and_gradients(case)
    assert spoilt[0][2].isnan()
    assert spoilt[1][2].isnan().any()
    for before, after in zip(sound, spoilt, strict=True):
        others = [0, 1, 3]
        assert torch.equal(before[others], after[others])


def test_an_empty_batch_has_empty_results() -> None:
    value, gradient = error_and_gradients(draw(PAPER, 2, 0, 10))
    assert value.shape == (0,)
    assert gradient.shape == (0, layout(PAPER, 2).parameters)
    assert predict(draw(PAPER, 2, 0, 10).networks, torch.zeros(10, 3)).shape == (0, 1, 10)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_huge_weights_give_what_double_precision_gives(activation: str) -> None:
    case = draw(replace(PAPER, activations=(activation,), bias=True), 3, 3, 130, scale=1e4)
    exact = error_and_gradients(case.to(torch.float64), eager.squared_error)
    results = error_and_gradients(case)
    assert all(result.isfinite().all() for result in results)
    assert_close(results, exact, error_and_gradients(case, eager.squared_error))


def test_denormal_weights_count_as_zero_or_themselves() -> None:
    case = draw(PAPER, 2, 2, 50, scale=1e-41)
    zero = draw(PAPER, 2, 2, 50, scale=0.0)
    torch.testing.assert_close(
        squared_error(case.networks, case.x, case.y), squared_error(zero.networks, case.x, case.y)
    )


@pytest.mark.parametrize("space", [PAPER, replace(PAPER, outputs=3)])
def test_a_shared_target_is_that_target_for_every_network(space: Space) -> None:
    case = draw(space, 2, 4, 77)
    shared = Case(case.networks, case.x, case.y[:1])
    spelt_out = Case(case.networks, case.x, case.y[:1].expand(4, -1, -1).contiguous())
    for one, other in zip(error_and_gradients(shared), error_and_gradients(spelt_out), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
@pytest.mark.parametrize(("networks", "samples"), [(1, 9000), (3, 9000), (40, 300)])
def test_the_number_of_threads_changes_no_bit(back_end: str, networks: int, samples: int) -> None:
    case = draw(PAPER, 3, networks, samples)
    kept = torch.get_num_threads()
    results = []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            results.append(error_and_gradients(case))
    finally:
        torch.set_num_threads(kept)
    for other in results[1:]:
        for one, two in zip(results[0], other, strict=True):
            assert_same(back_end, one, two)


def test_neurons_that_nothing_leaves_change_no_value_but_have_gradients() -> None:
    case = draw(replace(PAPER, bias=True), 3, 6, 140)
    plan = layout(case.networks.space, 3)
    mask = torch.rand(6, plan.parameters, generator=torch.Generator().manual_seed(1)) < 0.3
    with torch.no_grad():
        case.networks.parameters.mul_(mask)
        plan.view(case.networks.parameters, "weights_4")[0].zero_()
        for k in (2, 3):
            plan.view(case.networks.parameters, f"weights_{k}")[:, :, 2:4] = 0
        value = squared_error(case.networks, case.x, case.y)
        outputs = predict(case.networks, case.x)
    exact = error_and_gradients(case.to(torch.float64), eager.squared_error)
    torch.testing.assert_close(value.double(), exact[0], rtol=1e-5, atol=0)
    torch.testing.assert_close(outputs, eager.predict(case.networks, case.x), rtol=1e-5, atol=1e-6)
    gradient = error_and_gradients(case)[1]
    torch.testing.assert_close(gradient.double(), exact[1], rtol=1e-4, atol=1e-4)
    assert (plan.view(gradient, "weights_4")[0] != 0).all()


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
@pytest.mark.parametrize("samples", [1, 70, 128, 300])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.45, 0.55])
def test_of_many_inputs_absent_links_change_nothing_and_have_gradients(
    share: float, bias: bool, samples: int
) -> None:
    space = replace(PAPER, inputs=40, max_width=13, bias=bias, activations=("tanh",))
    case = draw(space, 2, 3, samples, scale=0.5)
    first = layout(space, 2).view(case.networks.parameters.detach(), "weights_1")
    there = torch.rand(first.shape, generator=torch.Generator().manual_seed(1)) < share
    # The first network keeps no neuron's links but the last one's: its rows are empty.
    there[0, :-1] = False
    first.mul_(there)
    double = case.to(torch.float64)
    exact = error_and_gradients(double, eager.squared_error)
    assert_close(error_and_gradients(case), exact, error_and_gradients(case, eager.squared_error))
    with torch.no_grad():
        outputs, plain = predict(case.networks, case.x), eager.predict(case.networks, case.x)
        assert_close([outputs], [eager.predict(double.networks, double.x)], [plain])


@pytest.mark.parametrize("space", [PAPER, replace(PAPER, outputs=3)])
def test_a_network_is_compared_with_the_target_that_rows_name(space: Space) -> None:
    case = draw(space, 2, 6, 130)
    rows = torch.tensor([5, 0, 0, 3, 1, 5])
    chosen = Case(case.networks, case.x, case.y[rows])
    named = error_and_gradients(case, lambda networks, x, y: squared_error(networks, x, y, rows))
    for one, other in zip(named, error_and_gradients(chosen), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("row", [-1, 2])
def test_a_row_that_is_not_there_is_refused(row: int) -> None:
    case = draw(PAPER, 2, 3, 20)
    with pytest.raises((ValueError, IndexError)):
        squared_error(case.networks, case.x, case.y[:2], torch.tensor([0, 1, row]))


def test_the_gradient_is_scaled_by_what_comes_from_above() -> None:
    case = draw(PAPER, 2, 3, 60)
    weights = torch.tensor([0.0, 1.0, -2.5])
    value = squared_error(case.networks, case.x, case.y)
    (gradient,) = torch.autograd.grad((value * weights).sum(), case.leaves)
    torch.testing.assert_close(gradient, error_and_gradients(case)[1] * weights[:, None])


def test_without_gradients_nothing_is_kept_for_them() -> None:
    case = draw(PAPER, 2, 3, 60)
    with torch.no_grad():
        assert not squared_error(case.networks, case.x, case.y).requires_grad
    assert squared_error(case.networks, case.x, case.y).requires_grad


def test_gradients_by_samples_are_given_too() -> None:
    case = draw(PAPER, 2, 3, 20)
    x = case.x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(squared_error(case.networks, x, case.y).sum(), x)
    assert gradient.shape == x.shape
    assert (gradient != 0).any()


def test_double_precision_is_served_in_double_precision() -> None:
    case = draw(PAPER, 2, 3, 20).to(torch.float64)
    assert torch.equal(
        squared_error(case.networks, case.x, case.y), eager.squared_error(case.networks, case.x, case.y)
    )
