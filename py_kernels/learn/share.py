"""A training step that several ranks take together: each on its share of the batch, then one sum.

Letters as in train.py; R ranks, B_r networks of one. The sum is over gradients of means over networks, each
weighted by its rank's share of the batch: the gradient of the mean over all, up to the order of additions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ..nets import Autoencoder


def _nothing(values: Tensor) -> None:
    """The sum over one rank."""


@dataclass(frozen=True)
class Share:
    """What rank `rank` of `ranks` does. `add` puts the sum over all ranks, the same bits at each, in place of
    its argument; every rank must call it as often as the others.
    """

    rank: int = 0
    ranks: int = 1
    add: Callable[[Tensor], None] = _nothing

    def check(self, module: Autoencoder, training: Mapping[str, Any]) -> None:
        """Raises ValueError where a step on shares is not the step on the whole batch."""
        if self.ranks == 1:
            return
        alone = ": train it in one process"
        if module.depends_on_batch:
            raise ValueError(f"this autoencoder (skip_norm) normalises over the batch{alone}")
        if training["structure_weight"] > 0:
            raise ValueError(f"structure_weight counts depths alike, however many networks they have{alone}")
        if training["loss"] == "min" and training["weight_penalty"] > 0:
            raise ValueError(f"weight_penalty with loss min counts the decoders that won alike{alone}")
        if training["batch"] < self.ranks:
            raise ValueError(f"a batch of {training['batch']} leaves some of {self.ranks} processes nothing")

    def rows(self, networks: Mapping[int, Tensor]) -> dict[int, Tensor]:
        """Of packed networks `[B_d, P_d]`, in the order of the encoding, every R-th, from its own on."""
        shares, first = {}, 0
        for depth in sorted(networks):
            own = networks[depth][(self.rank - first) % self.ranks :: self.ranks]
            first += len(networks[depth])
            if len(own):
                shares[depth] = own
        return shares

    def join(
        self, parameters: Sequence[nn.Parameter], loss: Tensor, fvu: Tensor, networks: int
    ) -> tuple[Tensor, Tensor]:
        """Gives each parameter the gradient of the whole batch of `networks`, none where no rank has one.

        `loss`, a scalar, and `fvu [D, B_r]` are of the own share; returns those of the whole batch.
        """
        if self.ranks == 1:
            return loss, fvu
        weight = fvu.shape[1] / networks
        everyone = torch.zeros(len(fvu), networks, device=loss.device)
        everyone[:, self.rank :: self.ranks] = fvu
        has = torch.tensor([float(each.grad is not None) for each in parameters], device=loss.device)
        gradients = [torch.zeros_like(each) if each.grad is None else each.grad for each in parameters]
        parts = [*(each * weight for each in gradients), has, loss * weight, everyone]
        together = torch.cat([part.flatten() for part in parts])
        self.add(together)
        *summed, has, loss, everyone = torch.split(together, [part.numel() for part in parts])
        for parameter, gradient, count in zip(parameters, summed, has.tolist(), strict=True):
            # In memory as the weights lie, which the fused optimisers ask for.
            own = torch.empty_like(parameter).copy_(gradient.view_as(parameter))
            parameter.grad = own if count else None
        return loss[0], everyone.view(len(fvu), networks)


ALONE = Share()
