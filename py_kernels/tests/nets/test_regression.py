from __future__ import annotations

import pytest
import torch

from py_kernels.nets.functional import even_grid
from py_kernels.nets.regression import interpolation, posterior


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_multilinear_functions_are_interpolated_exactly(inputs: int) -> None:
    grid = even_grid(inputs, 4)
    x = torch.rand(40, inputs, generator=torch.Generator().manual_seed(0)) * 2 - 1
    weights = interpolation(x, 4)
    torch.testing.assert_close(weights @ grid, x, atol=1e-5, rtol=0)
    torch.testing.assert_close(weights @ grid.prod(dim=1), x.prod(dim=1), atol=1e-5, rtol=0)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(40))


def test_at_a_point_of_the_grid_its_value_counts_alone() -> None:
    grid = even_grid(2, 5)
    torch.testing.assert_close(interpolation(grid, 5), torch.eye(25), atol=1e-6, rtol=0)


def test_rows_outside_are_moved_to_the_edge() -> None:
    outside, edge = torch.tensor([[3.0, 0.2]]), torch.tensor([[1.0, 0.2]])
    torch.testing.assert_close(interpolation(outside, 3), interpolation(edge, 3))


def test_plenty_of_data_settle_the_components_and_none_leave_the_prior() -> None:
    generator = torch.Generator().manual_seed(1)
    prior = torch.tensor([0.6, 0.3, 0.1])
    truth = torch.tensor([0.5, -0.2, 0.3])
    design = torch.randn(2000, 3, generator=generator)
    found = posterior(design, prior, 4 + design @ truth)
    torch.testing.assert_close(found.mean, torch.tensor([4.0, 0.5, -0.2, 0.3]), atol=0.01, rtol=0)
    assert found.factor.norm() < 0.05
    blind = posterior(torch.zeros(50, 3), prior, 4 + torch.randn(50, generator=generator))
    torch.testing.assert_close(blind.mean[1:], torch.zeros(3), atol=1e-6, rtol=0)
    spread = (blind.factor @ blind.factor.T).diagonal()
    torch.testing.assert_close(spread / spread.sum(), prior, atol=0.01, rtol=0)


def test_noisy_data_are_believed_less() -> None:
    generator = torch.Generator().manual_seed(2)
    prior, truth = torch.full((30,), 1 / 30), torch.randn(30, generator=generator) * 0.2
    design = torch.randn(60, 30, generator=generator)
    clean = design @ truth
    noise = torch.randn(60, generator=generator)
    sure, unsure = posterior(design, prior, clean), posterior(design, prior, clean + noise)
    assert sure.factor.norm() / clean.std() < unsure.factor.norm() / (clean + noise).std()


def test_data_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        posterior(torch.ones(4, 2), torch.ones(2) / 2, torch.tensor([0.0, 1.0, torch.nan, 0.0]))
