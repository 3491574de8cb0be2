"""The best hard network of every size, depth by depth, whichever phase of a search found it.

Letters as in mlp/layout.py; C = W + 1 sizes, 0 to W non-zeros; F networks of a front.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space


@dataclass
class Archive:
    """Networks of one depth. Row c is the best seen with c non-zeros; its error is inf before there is one.

    packed [C, P]; mse [C]; nonzeros_raw, start [C], int32.
    """

    depth: int
    packed: Tensor
    mse: Tensor
    nonzeros_raw: Tensor
    start: Tensor

    @staticmethod
    def empty(space: Space, depth: int, device: torch.device) -> Archive:
        plan = layout(space, depth)
        sizes = plan.parameters + 1
        counts = torch.zeros(sizes, dtype=torch.int32, device=device)
        return Archive(
            depth,
            torch.zeros(sizes, plan.size, device=device),
            torch.full((sizes,), torch.inf, device=device),
            counts,
            counts.clone(),
        )

    def offer(
        self, packed: Tensor, mse: Tensor, nonzeros: Tensor, nonzeros_raw: Tensor, start: Tensor
    ) -> None:
        """Keeps those of B networks that are better than what is kept at their size.

        packed [B, P]; mse [B], where not finite the network is ignored; nonzeros, nonzeros_raw, start [B].
        Of equals the first offered stays. No value is read back from the device.
        """
        size = nonzeros.long()
        mse = torch.where(mse.isfinite(), mse, torch.inf)
        best = torch.full_like(self.mse, torch.inf).scatter_reduce(0, size, mse, "amin")
        index = torch.arange(size.shape[0], device=size.device)
        index = torch.where(mse == best[size], index, size.shape[0] - 1)
        winner = torch.full_like(self.mse, size.shape[0] - 1, dtype=torch.long)
        winner = winner.scatter_reduce(0, size, index, "amin")
        better = best < self.mse
        self.mse = torch.where(better, best, self.mse)
        self.packed = torch.where(better[:, None], packed[winner], self.packed)
        self.nonzeros_raw = torch.where(better, nonzeros_raw[winner].int(), self.nonzeros_raw)
        self.start = torch.where(better, start[winner].int(), self.start)

    def filled(self) -> Tensor:
        """The sizes at which there is a network, ascending, `[F]`; waits for the device."""
        return self.mse.isfinite().nonzero().flatten()


def pareto(mse: Tensor) -> Tensor:
    """Errors `[F]` of networks in ascending order of size -> which beat every smaller one, bool `[F]`."""
    least = torch.cummin(mse, dim=0).values
    before = torch.cat((mse.new_full((1,), torch.inf), least[:-1]))
    return mse < before
