"""Huber's loss by weights: rows far from all others pull no harder than near ones (Huber 1964).

V views; S rows.
"""

from __future__ import annotations

import torch
from torch import Tensor

# In standard deviations of the noise: where squares end. Of normal noise it costs 5 % of the efficiency.
BEND = 1.345
# Of the median size of normal noise.
TO_DEVIATION = 1.4826
LEAST_SPREAD = 1e-9


def weights(residuals: Tensor, counts: Tensor) -> Tensor:
    """What each row counts, `[..., S]`, of which there are `counts [..., S]`, by `residuals [..., S]`."""
    bend = BEND * spread(residuals, counts)
    return counts * (bend[..., None] / residuals.abs().clamp_min(LEAST_SPREAD)).clamp_max(1)


def spread(residuals: Tensor, counts: Tensor) -> Tensor:
    """Standard deviation of the noise by the median of `residuals [..., S]` of rows that count: `[...]`."""
    sizes = torch.where(counts > 0, residuals.abs(), torch.nan)
    return (TO_DEVIATION * sizes.nanmedian(dim=-1).values).nan_to_num(LEAST_SPREAD).clamp_min(LEAST_SPREAD)


def losses(residuals: Tensor) -> Tensor:
    """Squares up to the bend, straight beyond, of tables' `residuals [G, ...]`, NaN where there are none."""
    size = residuals.abs()
    of_tables = residuals.flatten(1)
    bend = BEND * spread(of_tables, of_tables.isfinite().float())
    bend = bend.view(-1, *[1] * (residuals.dim() - 1))
    return torch.where(size <= bend, size.square(), 2 * bend * size - bend.square())
