"""Principal axes of points of a latent space."""

from __future__ import annotations

import torch

from py_kernels.learn.axes import axes_of


def points(count: int = 400) -> torch.Tensor:
    """Points that vary by 3 along one direction, by 1 along another, and not at all along the third."""
    noise = torch.randn(count, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    noise = (noise - noise.mean(0)) @ torch.linalg.inv(torch.linalg.cholesky(noise.T.cov(correction=0))).T
    directions = torch.tensor([[0.6, 0.8, 0.0], [-0.8, 0.6, 0.0]], dtype=torch.float64)
    z: torch.Tensor = noise * torch.tensor([3.0, 1.0], dtype=torch.float64) @ directions + 5
    return z


def test_axes_are_the_directions_of_most_variance_and_shares_add_up() -> None:
    z = points()
    mean, axes, shares = axes_of(z.float(), 3)
    torch.testing.assert_close(mean, z.mean(0), atol=1e-5, rtol=1e-5)
    expected = torch.tensor([[0.6, 0.8, 0.0], [0.8, -0.6, 0.0], [0.0, 0.0, 1.0]], dtype=torch.float64)
    torch.testing.assert_close(axes, expected, atol=2e-2, rtol=0)
    torch.testing.assert_close(shares, torch.tensor([0.9, 0.1, 0.0], dtype=torch.float64), atol=2e-2, rtol=0)
    torch.testing.assert_close(shares.sum(), torch.tensor(1.0, dtype=torch.float64))


def test_points_along_the_axes_vary_as_their_shares_say() -> None:
    z = points()
    mean, axes, shares = axes_of(z.float(), 2)
    variances = ((z - mean) @ axes.T).var(0, correction=0)
    torch.testing.assert_close(variances / z.var(0, correction=0).sum(), shares, atol=1e-5, rtol=1e-5)


def test_points_that_are_all_the_same_vary_along_nothing() -> None:
    shares = axes_of(torch.full((4, 3), 2.0), 2)[2]
    assert shares.tolist() == [0.0, 0.0]
