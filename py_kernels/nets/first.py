"""What slots and columns are known by, as a first hidden layer: bent neurons and one straight line.

B tables; S rows; C columns; M slots; H width; U numbers of a neuron or column.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class First(nn.Module):
    """Codes of neurons and columns; weight of neuron m for column c = the product of their codes."""

    def __init__(self, hidden: int, unit: int) -> None:
        super().__init__()
        self.unit = unit
        self.norm_slots, self.norm_columns = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.neuron, self.column = nn.Linear(hidden, unit), nn.Linear(hidden, unit)
        self.kept, self.bias = nn.Linear(hidden, 1), nn.Linear(unit, 1)
        # At first the line is ridge regression's, whole.
        nn.init.zeros_(self.kept.weight)
        nn.init.zeros_(self.kept.bias)

    def codes(self, slots: Tensor, columns: Tensor, line: Tensor) -> tuple[Tensor, Tensor]:
        """Of neurons `[B, M, U]`; of columns `[B, C, 1 + U]`: first what is kept of its coefficient in the
        line [B, C], up to twice."""
        slots, columns = self.norm_slots(slots), self.norm_columns(columns)
        kept = line[..., None] * 2 * self.kept(columns).float().sigmoid()
        return self.neuron(slots).float(), torch.cat([kept, self.column(columns).float()], dim=2)

    def weights(self, neurons: Tensor, columns: Tensor) -> tuple[Tensor, Tensor]:
        """Weights `[B, M, C]` and biases `[B, M]` of bent neurons."""
        weights = neurons @ columns[..., 1:].mT / self.unit**0.5
        return weights, self.bias(neurons)[..., 0]
