"""Specification of the matrices and systems of a step: the fused kernel gives what PyTorch does."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.native import fused
from py_kernels.native.normal import gram, inverse, plain_regress, regress, solve, spread

SIZES = [(3, 1, 5, 1), (4, 7, 64, 1), (2, 33, 65, 3), (2, 70, 200, 2)]


def drawn(
    networks: int, links: int, samples: int, factors: int
) -> tuple[Tensor, list[Tensor], Tensor, Tensor]:
    generator = torch.Generator().manual_seed(7)
    emitted = torch.randn(networks, 9, samples, generator=generator)
    bent = [torch.randn(networks, 6, samples, generator=generator) for _ in range(factors)]
    sources = torch.randint(9, (networks, links), generator=generator)
    targets = torch.randint(6, (networks, links), generator=generator)
    return emitted, bent, sources, targets


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("weighed", [False, True])
def test_the_fused_matrix_is_that_of_plain_products(
    sizes: tuple[int, int, int, int], weighed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    emitted, bent, sources, targets = drawn(*sizes)
    counts = torch.linspace(0, 2, sizes[2]).expand(sizes[0], -1) if weighed else None
    ours = gram(emitted, bent, counts, sources, targets)
    assert torch.equal(ours, ours.mT)
    monkeypatch.setattr(fused, "loaded", None)
    torch.testing.assert_close(ours, gram(emitted, bent, counts, sources, targets), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("links", [1, 3, 4, 17, 70])
def test_the_fused_solution_solves_the_system(links: int, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = torch.Generator().manual_seed(links)
    half = torch.randn(3, links, 2 * links, generator=generator)
    matrix, right = half @ half.mT, torch.randn(3, links, generator=generator, dtype=torch.float64)
    diagonal = torch.rand(3, links, generator=generator, dtype=torch.float64)
    move = solve(matrix, diagonal, right)
    whole = matrix.double() + torch.diag_embed(diagonal)
    torch.testing.assert_close(whole @ move[:, :, None], right[:, :, None])
    monkeypatch.setattr(fused, "loaded", None)
    torch.testing.assert_close(move, solve(matrix, diagonal, right))


@pytest.mark.skipif(fused.loaded is None, reason="plain PyTorch makes no promise")
def test_a_system_that_is_not_positive_moves_nothing() -> None:
    matrix = torch.tensor([[[1.0, 2.0], [2.0, 1.0]]])
    zeros, right = torch.zeros(1, 2, dtype=torch.float64), torch.ones(1, 2, dtype=torch.float64)
    assert torch.equal(solve(matrix, zeros, right), zeros)
    assert torch.equal(solve(torch.full_like(matrix, torch.nan), zeros, right), zeros)


@pytest.mark.parametrize(("features", "outputs"), [(1, 1), (7, 1), (8, 3), (17, 16), (18, 1)])
@pytest.mark.parametrize("alike", [False, True])
def test_the_fused_regression_is_that_of_plain_pytorch(features: int, outputs: int, alike: bool) -> None:
    generator = torch.Generator().manual_seed(features)
    seen = torch.rand(5, features, 40, generator=generator)
    if alike:  # and one that gives nothing
        seen[:, -1] = seen[:, 0]
        seen[1, 0] = 0
    y = torch.randn(5, outputs, 40, generator=generator)
    sums = seen @ torch.cat([seen, y], dim=1).mT
    scales = torch.rand(5, features, generator=generator)
    scales[2, 0] = 0
    found = regress(sums, scales, 1e-6, 1e-11)
    assert found.shape == (5, outputs, features)
    plain = plain_regress(sums, scales, 1e-6, 1e-11)
    torch.testing.assert_close(found, plain, rtol=1e-4, atol=1e-4 * float(plain.abs().max()))
    if not alike:
        best = torch.linalg.lstsq((seen * scales[..., None]).mT[0].double(), y.mT[0].double()).solution
        torch.testing.assert_close(found[0].mT.double(), best, rtol=1e-2, atol=1e-2)


def test_a_regression_has_gradients_where_they_are_asked_for() -> None:
    sums = torch.tensor([[[4.0, 2.0]]], requires_grad=True)
    scales = torch.ones(1, 1)
    (gradient,) = torch.autograd.grad(regress(sums, scales, 0.0, 0.0).sum(), sums)
    torch.testing.assert_close(gradient, torch.tensor([[[-0.125, 0.25]]]))


@pytest.mark.parametrize("links", [1, 3, 4, 17, 70])
def test_the_fused_inverse_is_the_inverse(links: int, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = torch.Generator().manual_seed(links)
    half = torch.randn(5, links, 2 * links, generator=generator)
    matrix = half @ half.mT
    diagonal = torch.rand(5, links, generator=generator, dtype=torch.float64)
    whole = matrix.double() + torch.diag_embed(diagonal)
    found = inverse(matrix, diagonal)
    assert torch.equal(found, found.mT)
    torch.testing.assert_close(whole @ found, torch.eye(links, dtype=torch.float64).expand(5, -1, -1))
    volume, diagonals = spread(matrix, diagonal)
    torch.testing.assert_close(volume, torch.logdet(whole))
    torch.testing.assert_close(diagonals, found.diagonal(dim1=1, dim2=2))
    monkeypatch.setattr(fused, "loaded", None)
    torch.testing.assert_close(found, inverse(matrix, diagonal))
    torch.testing.assert_close((volume, diagonals), spread(matrix, diagonal))


@pytest.mark.parametrize("eager", [False, True])
def test_what_has_no_factor_has_no_inverse_and_others_have_theirs(
    eager: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if eager:
        monkeypatch.setattr(fused, "loaded", None)
    matrix = torch.tensor([[[4.0, 0.0], [0.0, 16.0]], [[1.0, 2.0], [2.0, 1.0]]])
    zeros = torch.zeros(2, 2, dtype=torch.float64)
    volume, diagonals = spread(matrix, zeros)
    assert volume[0].isclose(torch.tensor(64.0, dtype=torch.float64).log())
    assert bool(volume[1].isnan())
    assert diagonals.tolist() == [[0.25, 0.0625], [0.0, 0.0]]
    assert inverse(matrix, zeros).tolist() == [[[0.25, 0.0], [0.0, 0.0625]], [[0.0, 0.0], [0.0, 0.0]]]
