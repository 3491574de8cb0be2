"""How rows, columns and slots of a table take from each other: by the cells between, and by attention.

B tables; S rows; C columns; N that look, K that are looked at; H width of each; E width of a cell.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

HEADS = 4


class Look(nn.Module):
    """Attention: `[B, N, H]` look at `[B, K, H]`."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm, self.norm_seen = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.query, self.seen, self.out = (
            nn.Linear(hidden, hidden),
            nn.Linear(hidden, 2 * hidden),
            nn.Linear(hidden, hidden),
        )

    def forward(self, h: Tensor, seen: Tensor) -> Tensor:
        query = self.query(self.norm(h)).unflatten(2, (HEADS, -1)).transpose(1, 2)
        key, value = self.seen(self.norm_seen(seen)).unflatten(2, (2, HEADS, -1)).permute(2, 0, 3, 1, 4)
        found = nn.functional.scaled_dot_product_attention(query, key, value)
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
        value = self.value.to(of_rows.dtype)
        cells = torch.relu(torch.addcmul(of_rows + of_columns, x[..., None].to(of_rows.dtype), value))
        means = (share[:, None].to(cells.dtype) @ cells.flatten(2)).view(len(rows), -1, cells.shape[3])
        return rows + self.to_row(cells.mean(2)), columns + self.to_column(means)
