"""Along which directions points of a latent space differ most: principal components.

B points; Z dimensions; A axes.
"""

from __future__ import annotations

import torch
from torch import Tensor


def axes_of(z: Tensor, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """Of points `z [B, Z]` the mean `[Z]`, the first `count` principal axes `[A, Z]`, and the share of the
    variance along each, `[A]`; all float64. Points that are all the same have shares of 0.

    An axis's sign is free: its largest entry is positive, so that machines agree.
    """
    points = z.double()
    mean = points.mean(dim=0)
    moved = points - mean
    variances, vectors = torch.linalg.eigh(moved.T @ moved / len(moved))
    axes = vectors.T.flip(0)[:count]
    axes = axes * axes.gather(1, axes.abs().argmax(dim=1, keepdim=True)).sign()
    shares = variances.flip(0)[:count].clamp_min(0)
    total = variances.clamp_min(0).sum()
    return mean, axes, torch.where(total > 0, shares / total.clamp_min(torch.finfo(total.dtype).tiny), 0.0)
