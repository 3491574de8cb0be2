"""What an encoder can see of a network's weights without seeing the order of its neurons.

Letters as in mlp/layout.py; C channels; E features.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space

CHANNELS = 64


class Signals(nn.Module):
    """Vectors pass through a network as its values do, from learned ones at the inputs to the outputs.

    Sums over neurons are all that leaves a layer, so neurons may be permuted (as in networks over the graph
    of a network: Kofinas et al., 2024).
    """

    def __init__(self, space: Space) -> None:
        super().__init__()
        self.space = space
        choices = len(space.activations) if len(space.activations) > 1 else 0
        arriving = 2 * CHANNELS + int(space.bias)
        self.sources = nn.Parameter(torch.randn(space.inputs, CHANNELS))
        self.hidden = nn.ModuleList(
            nn.Sequential(nn.Linear(arriving + choices, CHANNELS), nn.LayerNorm(CHANNELS), nn.GELU())
            for _ in range(max(space.depths))
        )
        self.output = nn.Linear(arriving, CHANNELS)
        self.features = (space.outputs + max(space.depths)) * CHANNELS

    def forward(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, E]`, in ascending order of depth."""
        return torch.cat([self._features(depth, networks[depth]) for depth in sorted(networks)])

    def _features(self, depth: int, packed: Tensor) -> Tensor:
        """The outputs' vectors, and each layer's mean one (0 for layers that there are not)."""
        plan, folded = layout(self.space, depth), unpack(self.space, depth, packed).parameters
        means = packed.new_zeros(len(packed), max(self.space.depths), CHANNELS)
        vectors = self.sources.expand(len(packed), -1, -1)
        for k in range(1, depth + 1):
            seen = [self._arriving(depth, folded, k, vectors)]
            if "choices" in plan.sections:
                seen.append(plan.view(packed, "choices")[:, k - 1])
            active = plan.view(packed, "masks")[:, k - 1, :, None]
            vectors = self.hidden[k - 1](torch.cat(seen, dim=2)) * active
            means[:, k - 1] = vectors.mean(dim=1)
        outputs = self.output(self._arriving(depth, folded, depth + 1, vectors))
        return torch.cat((outputs.flatten(1), means.flatten(1)), dim=1)

    def _arriving(self, depth: int, folded: Tensor, k: int, vectors: Tensor) -> Tensor:
        """What arrives at layer `k` from `vectors [B, from, C]`: sums by weights, by their sizes; biases."""
        plan = layout(self.space, depth)
        weights = plan.view(folded, f"weights_{k}") / self.space.weight_range
        seen = [weights @ vectors, weights.abs() @ vectors]
        if self.space.bias:
            seen.append(plan.view(folded, f"bias_{k}")[:, :, None] / self.space.weight_range)
        return torch.cat(seen, dim=2)
