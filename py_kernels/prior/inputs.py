"""Columns of inputs as people's tables have them.

B tables; S rows; C columns.
"""

from __future__ import annotations

from math import sqrt

import torch
from torch import Generator, Tensor

# Of a table's columns: how much they are mixed at most; share of tables of uniform independent ones.
MOST_MIXING = 1.5
PLAIN = 0.25
SKEWNESS = 0.7
# Shares of ones of a column of two values, and numbers of codes.
LEAST_SHARE, MOST_SHARE = 0.15, 0.85
LEAST_CODES, MOST_CODES = 3, 7


def draw(tables: int, rows: int, columns: int, generator: Generator) -> Tensor:
    """`[B, S, C]`: columns that are normal, uniform, skewed, of two values or a few, and correlated."""
    device = generator.device

    def uniform(*shape: int) -> Tensor:
        return torch.rand(shape, generator=generator, device=device)

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, device=device)

    mixing = uniform(tables, 1, 1).square() * MOST_MIXING / sqrt(columns)
    mix = torch.eye(columns, device=device) + mixing * normal(tables, columns, columns)
    x = normal(tables, rows, columns) @ mix.mT
    x = x / x.square().mean(1, keepdim=True).sqrt()
    rank = torch.special.ndtr(x)
    ones = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * uniform(tables, 1, columns)
    codes = (LEAST_CODES + (MOST_CODES + 1 - LEAST_CODES) * uniform(tables, 1, columns)).floor()
    shapes = [x, rank, torch.exp(SKEWNESS * x), (rank < ones).to(x), (rank * codes).floor() / codes]
    chosen = (uniform(tables, 1, columns) * len(shapes)).long().expand_as(x)
    mixed = torch.stack(shapes).gather(0, chosen[None])[0]
    plain = uniform(tables, rows, columns)
    return torch.where(uniform(tables, 1, 1) < PLAIN, plain, mixed)
