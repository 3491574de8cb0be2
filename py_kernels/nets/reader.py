"""Reads a table: its rows and columns, whatever their order and number, into a vector a column and slots.

B tables; S rows; C columns; H width of what a row, a column and a slot are known by; E width of a cell;
M slots, which look at rows and columns in turn (Lee et al., Set Transformer, 2019).

What a row counts is its weight in every mean and every attention: a doubled row is a weight of two.
"""

from __future__ import annotations

from math import log

import torch
from torch import Tensor, nn

from .functional import Residual

# Of the standard deviation of y: what residuals are brought to one size by, where a line leaves none.
LEAST_RESIDUAL = 1e-3
# Squared coefficients of the line through the rows, over one row's squared error.
LINE_RIDGE = 2.0
HEADS = 4
# Numbers of the whole table that the slots begin from.
FACTS = 4


class Look(nn.Module):
    """Attention: `[B, N, H]` look at `[B, K, H]`, each of those by its weight `[B, K]`."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm, self.norm_seen = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.query, self.seen, self.out = (
            nn.Linear(hidden, hidden),
            nn.Linear(hidden, 2 * hidden),
            nn.Linear(hidden, hidden),
        )

    def forward(self, h: Tensor, seen: Tensor, weights: Tensor | None = None) -> Tensor:
        query = self.query(self.norm(h)).unflatten(2, (HEADS, -1)).transpose(1, 2)
        key, value = self.seen(self.norm_seen(seen)).unflatten(2, (2, HEADS, -1)).permute(2, 0, 3, 1, 4)
        # exp(score + log w): a row that counts twice is two rows, one that counts nothing is none.
        mask = None if weights is None else weights.log()[:, None, None].expand(-1, -1, h.shape[1], -1)
        found = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        result: Tensor = h + self.out(found.transpose(1, 2).flatten(2))
        return result


class Cells(nn.Module):
    """Each cell by its value, its row and its column; each row and each column by the mean of its cells."""

    def __init__(self, hidden: int, cells: int) -> None:
        super().__init__()
        self.value = nn.Parameter(torch.randn(cells))
        self.norm_rows, self.norm_columns = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.of_row, self.of_column = nn.Linear(hidden, cells), nn.Linear(hidden, cells)
        self.to_row, self.to_column = nn.Linear(cells, hidden), nn.Linear(cells, hidden)

    def forward(self, x: Tensor, share: Tensor, rows: Tensor, columns: Tensor) -> tuple[Tensor, Tensor]:
        of_rows = self.of_row(self.norm_rows(rows))[:, :, None]
        of_columns = self.of_column(self.norm_columns(columns))[:, None]
        cells = torch.relu(torch.addcmul(of_rows + of_columns, x[..., None], self.value))
        means = (share[:, None] @ cells.flatten(2)).view(len(x), -1, cells.shape[3])
        return rows + self.to_row(cells.mean(2)), columns + self.to_column(means)


class Layer(nn.Module):
    """Rows and columns by their cells, slots by rows and columns, rows by slots."""

    def __init__(self, hidden: int, cells: int) -> None:
        super().__init__()
        self.cells = Cells(hidden, cells)
        self.slots_rows, self.slots_columns, self.rows_slots = Look(hidden), Look(hidden), Look(hidden)
        self.rows, self.columns, self.slots = (Residual(hidden, 2 * hidden) for _ in range(3))

    def forward(
        self, x: Tensor, share: Tensor, weights: Tensor | None, rows: Tensor, columns: Tensor, slots: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        rows, columns = self.cells(x, share, rows, columns)
        slots = self.slots(self.slots_columns(self.slots_rows(slots, rows, weights), columns))
        return self.rows(self.rows_slots(rows, slots)), self.columns(columns), slots


class Reader(nn.Module):
    """x [B, S, C], y [B, S], of mean 0 and variance 1 by counts [B, S] -> columns, slots and the line.

    The line is ridge regression's, `[B, C]`: what it leaves is what a network is for, and rows show it.
    """

    def __init__(self, hidden: int, cells: int, layers: int, slots: int) -> None:
        super().__init__()
        self.row, self.column = nn.Linear(3, hidden), nn.Linear(2, hidden)
        self.slot = nn.Parameter(torch.randn(slots, hidden) / 2)
        self.facts = nn.Linear(FACTS, hidden)
        self.layers = nn.ModuleList(Layer(hidden, cells) for _ in range(layers))
        self.norm_columns, self.norm_slots = nn.LayerNorm(hidden), nn.LayerNorm(hidden)

    def forward(self, x: Tensor, y: Tensor, counts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        line = ridge(x, y, counts, torch.full_like(y[:, 0], LINE_RIDGE))
        number = counts.sum(1, keepdim=True)
        share = counts / number
        left = y - (x @ line[..., None])[..., 0]
        squares = (counts * left.square()).sum(1, keepdim=True) / number
        sized = left / (squares.sqrt() + LEAST_RESIDUAL)
        rows = self.row(torch.stack([y, left, sized], dim=2))
        together = (x.mT @ (counts * y)[..., None])[..., 0] / number
        columns = self.column(torch.stack([line, together], dim=2))
        width = torch.full_like(number, x.shape[2] / 8)
        facts = torch.cat([number.log() / log(150), width, squares, squares.clamp_min(1e-4).log() / 5], dim=1)
        slots = self.slot + self.facts(facts)[:, None]
        # Attention without a mask is twice as fast.
        weights = None if bool((counts == 1).all()) else counts
        for layer in self.layers:
            rows, columns, slots = layer(x, share, weights, rows, columns, slots)
        return self.norm_columns(columns), self.norm_slots(slots), line


def ridge(x: Tensor, y: Tensor, counts: Tensor, decay: Tensor) -> Tensor:
    """Coefficients `[B, C]` of y [B, S] on x [B, S, C] without intercept; decay [B] of their squares."""
    weighed = x.mT * counts[:, None]
    squares = weighed @ x + decay[:, None, None] * torch.eye(x.shape[2], device=x.device)
    coefficients: Tensor = torch.linalg.solve(squares, weighed @ y[..., None])[..., 0]
    return coefficients
