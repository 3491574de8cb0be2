"""A network as a matrix, for convolutions (paper, section 3.1; columns in the order of the authors' layout).

Letters as in mlp/layout.py; R rows, C columns.

A row is the neuron that a link leaves, a column the one at which it arrives:

    weights_1 .. weights_L, N columns each; weights_{L+1}, O columns;
    bias_1 .. bias_{L+1}, one column each      (only where the space has biases)
    masks, L columns; choices, L * A columns   (only where A > 1)

R holds the tallest of these; a shorter one lies in the middle. The paper's is 7 x (7 L + 1 + L).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space


@dataclass(frozen=True)
class Matrix:
    """cells [P]: where each packed number lies in the flattened matrix `[R * C]`."""

    rows: int
    columns: int
    cells: Tensor


def matrix(space: Space, depth: int) -> Matrix:
    """The matrix of networks of `depth` hidden layers."""
    blocks = [_columns(indices, name) for name, indices in _sections(space, depth)]
    rows = max(block.shape[0] for block in blocks)
    columns = sum(block.shape[1] for block in blocks)
    cells = torch.empty(layout(space, depth).size, dtype=torch.int64)
    left = 0
    for block in blocks:
        tall, wide = block.shape
        r = torch.arange(tall)[:, None] + (rows - tall) // 2
        c = torch.arange(wide) + left
        cells[block] = r * columns + c
        left += wide
    return Matrix(rows, columns, cells)


def _sections(space: Space, depth: int) -> list[tuple[str, Tensor]]:
    """The layout's sections, each holding the column numbers of its own packed numbers."""
    plan = layout(space, depth)
    numbers = torch.arange(plan.size)
    return [(name, plan.view(numbers, name)) for name in plan.sections]


def _columns(indices: Tensor, name: str) -> Tensor:
    """A section of the layout -> its block of the matrix, `[from, to]` or `[neuron, column]`."""
    if name == "choices":
        return indices.permute(1, 0, 2).flatten(1)
    return indices[:, None] if indices.dim() == 1 else indices.T
