"""Specification of the evidence, by Bayesian linear regression in closed form, and of absorbed constants."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.polish import levenberg
from py_kernels.polish.absorb import absorb
from py_kernels.polish.evidence import belief, decays
from py_kernels.polish.fit import Fit
from py_kernels.polish.levenberg import chosen_links
from py_kernels.polish.population import Population

LINE = Space(3, 1, 1, (1,), False, ("linear",), "linear", 0.0, 1.0)
X = torch.randn(40, 3, generator=torch.Generator().manual_seed(1))
NOISE = torch.randn(40, generator=torch.Generator().manual_seed(2))


def regression() -> tuple[Population, Tensor]:
    """A linear neuron of three inputs whose outgoing link is 1 and not among the chosen ones."""
    plan = layout(LINE, 1)
    packed = torch.zeros(1, plan.size)
    plan.view(packed, "weights_1")[:] = 0.5
    plan.view(packed, "weights_2")[:] = 1
    plan.view(packed, "masks")[:] = 1
    population = Population.of(LINE, 1, packed, torch.zeros(1), levenberg.FIRST_DAMPING)
    links = population.links.clone()
    plan.view(links, "weights_2")[:] = False
    return population, chosen_links(links, 3)


def test_evidence_of_a_line_is_that_of_bayesian_regression() -> None:
    population, chosen = regression()
    y = X @ torch.tensor([1.0, -1.0, 0.5]) + 0.3 * NOISE
    counts, decay = torch.ones(1, 40), torch.full((1, 4), 0.7)
    for _ in range(60):
        levenberg.step(population, chosen, Fit(X, y[None, None], decay, counts))
    found = belief(population, chosen, Fit(X, y[None, None], decay, counts))
    noise = float(found.noise)
    covariance = noise * torch.eye(40) + noise / 0.7 * X @ X.T
    exact = -0.5 * (y @ torch.linalg.solve(covariance, y) + torch.logdet(covariance))
    assert torch.isclose(found.logarithm.float()[0], exact, atol=1e-2)
    ridge = torch.linalg.solve(X.T @ X + 0.7 * torch.eye(3), X.T @ X)
    assert torch.isclose(found.gamma.float(), ridge.diagonal().sum(), atol=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_an_input_that_is_the_sum_of_two_is_no_third_that_the_rows_determine(seed: int) -> None:
    """Float32 leaves these Gauss-Newton matrices without a Cholesky factor."""
    population, chosen = regression()
    free = torch.rand(2000, 2, generator=torch.Generator().manual_seed(seed))
    x = torch.cat((free, free.sum(1, keepdim=True)), dim=1)
    fit = Fit(x, x[None, None, :, 0], torch.full((1, 4), 1e-6), torch.ones(1, 2000))
    found = belief(population, chosen, fit)
    assert 1.8 < float(found.gamma) < 2.2
    assert float(found.noise) > 0
    assert bool(found.logarithm.isfinite())


def test_an_input_that_tells_nothing_is_held_hard_and_one_that_does_is_not() -> None:
    population, chosen = regression()
    y = (2 * X[:, 0] + 0.3 * NOISE)[None, None]
    counts, decay = torch.ones(1, 40), torch.full((1, 4), 0.01)
    groups = torch.tensor([0, 1, 2, -1])
    for _ in range(80):
        decay = decays(population, chosen, Fit(X, y, decay, counts), groups)
        levenberg.step(population, chosen, Fit(X, y, decay, counts))
    assert float(decay[0, 0]) < 0.1
    assert float(decay[0, 1:3].min()) > 100 * float(decay[0, 0])
    assert float(decay[0, 3]) == torch.tensor(0.01)
    noise = float(belief(population, chosen, Fit(X, y, decay, counts)).noise)
    assert 0.2 < noise**0.5 < 0.4


def test_a_constant_neuron_is_absorbed_and_the_function_stays() -> None:
    space = Space(2, 1, 3, (2,), True, ("tanh", "linear"), "linear", 0.0, 1.0)
    plan = layout(space, 2)
    generator = torch.Generator().manual_seed(3)
    packed = torch.zeros(4, plan.size)
    packed[:, : plan.parameters] = torch.randn(4, plan.parameters, generator=generator)
    plan.view(packed, "masks")[:] = 1
    plan.view(packed, "choices")[..., 0] = 1
    plan.view(packed, "choices")[:, 0, 2] = torch.tensor([0.0, 1.0])
    plan.view(packed, "weights_1")[:, 1:] = 0
    population = Population.of(space, 2, packed, torch.arange(4), levenberg.FIRST_DAMPING)
    x = torch.randn(9, 2, generator=generator)
    before = predict(unpack(space, 2, population.packed), x)
    absorb(population)
    assert torch.allclose(predict(unpack(space, 2, population.packed), x), before, atol=1e-5)
    assert bool((plan.view(population.weights, "weights_2")[:, :, 1:] == 0).all())
    assert bool((plan.view(population.weights, "bias_1")[:, 1:] == 0).all())
