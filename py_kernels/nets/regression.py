"""Which functions of a latent space may have made some data: a Gaussian posterior over principal components.

Letters as in mlp/layout.py; K components; T rows of data.
The functions of random networks, each of mean 0 and variation 1, are taken for normal with the covariance
that was measured; data are values at points between the probes, interpolated, with noise of one size
(Bayesian linear regression: Bishop, Pattern Recognition and Machine Learning, 2006, section 3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

# Shares of the data's variance that noise may have, the interpolation's errors included.
NOISES = (1e-4, 1e-3, 1e-2, 3e-2, 0.1, 0.3)


@dataclass(frozen=True)
class Posterior:
    """Functions that may have made the data: their mean and components, normally distributed.

    mean [1 + K]; factor [K, K]: components are `mean[1:] + factor @ n`, n independent standard normal.
    """

    mean: Tensor
    factor: Tensor

    def draw(self, temperatures: Tensor, generator: torch.Generator) -> Tensor:
        """One function a temperature, `[B]` -> `[B, 1 + K]`: the mean at 0, the posterior's spread at 1."""
        size = (len(temperatures), len(self.factor))
        noise = torch.randn(size, generator=generator, device=self.mean.device)
        moved = noise @ self.factor.T * temperatures[:, None]
        return self.mean + torch.nn.functional.pad(moved, (1, 0))


def posterior(design: Tensor, prior: Tensor, y: Tensor) -> Posterior:
    """Of functions that are `mean + design [T, K] @ components` at the rows of the data `y [T]`.

    prior [K]: variances of the components of a function of variation 1. The size of the noise is the one of
    NOISES under which the data are likeliest. Solved in float64. Raises ValueError where data are not finite.
    """
    dtype = y.dtype
    design, prior, y = design.double(), prior.double(), y.double()
    mean, variation = y.mean(), y.std(correction=0).clamp_min(torch.finfo(torch.float32).tiny)
    root = prior.sqrt()
    # Components over the square roots of their variances: the prior is then the identity.
    scaled = (design - design.mean(dim=0)) * root
    moments, mixed = scaled.T @ scaled, scaled.T @ ((y - mean) / variation)
    energy = ((y - mean) / variation).square().sum()
    identity = torch.eye(len(prior), dtype=prior.dtype, device=prior.device)
    best, evidence = None, -torch.inf
    for noise in NOISES:
        lower = torch.linalg.cholesky(identity + moments / noise)
        fit = torch.cholesky_solve((mixed / noise)[:, None], lower)[:, 0]
        logarithm = len(y) * torch.log(torch.tensor(noise)) + 2 * lower.diagonal().log().sum()
        found = float(-(energy / noise - fit @ mixed / noise + logarithm))
        if found > evidence:
            best, evidence = (fit, lower), found
    if best is None:
        raise ValueError("the data are not finite")
    fit, lower = best
    components = variation * root * fit
    factor = variation * root[:, None] * torch.linalg.inv(lower).T
    centre = mean - design.mean(dim=0) @ components
    return Posterior(torch.cat([centre[None], components]).to(dtype), factor.to(dtype))


def interpolation(x: Tensor, values: int) -> Tensor:
    """Weights `[T, values ** I]` of the even grid's points in [-1, 1] for multilinear values at `x [T, I]`.

    Rows outside are moved to the edge.
    """
    position = ((x.clamp(-1, 1) + 1) / 2 * (values - 1)).clamp(0, values - 1)
    grid = torch.arange(values, device=x.device, dtype=x.dtype)
    weights = torch.ones(len(x), 1, device=x.device, dtype=x.dtype)
    for column in position.T:
        near = (1 - (column[:, None] - grid).abs()).clamp_min(0)
        weights = (weights[:, :, None] * near[:, None]).flatten(1)
    return weights
