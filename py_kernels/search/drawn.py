"""Networks as they are drawn: a hunt keeps the best of each size, and a finish begins from them.

Letters as in mlp/layout.py; B networks; S rows of a table.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..native import predict
from .state import Hunt, Leaders, fed, offer, sample

# Of a network that answers 0 everywhere; it stays what it is.
LEAST_ENERGY = 1e-30


@torch.no_grad()
def offer_drawn(hunt: Hunt, drawn: Mapping[int, Tensor], rows: int) -> None:
    """Offers the packed networks `[B, P]` by depth, scaled to the target, in the place of those before.

    Their scale is fitted at `rows` training rows (0: all). Links from inputs that are 0 in every training row
    are cut: they would count and do nothing. As starts they are numbered after those of a latent search, and
    after those that were offered before.
    """
    before, hunt.offered = hunt.offered, {}
    x, y = sample(hunt, rows)
    for depth, networks in drawn.items():
        packed = _cut(hunt, depth, networks.to(hunt.device))
        packed = scaled(hunt, depth, packed, x, y)
        earlier = before.get(depth) or hunt.leaders.get(depth)
        first = earlier.first + len(earlier.mse) if earlier else 0
        mse = offer(hunt, depth, packed, first + torch.arange(len(packed), device=hunt.device))
        hunt.offered[depth] = Leaders(packed, mse, first)
    hunt.step_count += 1


def scaled(hunt: Hunt, depth: int, packed: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The networks `[B, P]`, weights that enter a linear output multiplied by least squares' factor.

    `x [S, I]`, `y [1, O, S]`. One factor an output. Where the output is a sigmoid they stay as they are: the
    best factor has no closed form.
    """
    if hunt.space.output_activation != "linear":
        return packed
    plan, k = layout(hunt.space, depth), depth + 1
    outputs = predict(unpack(hunt.space, depth, packed), x)
    energy = outputs.square().sum(dim=2)
    # One that is not finite would spread: such a network is ignored when it is offered.
    factor = torch.where(energy > LEAST_ENERGY, (outputs * y).sum(dim=2) / energy, 1.0)
    packed = packed.clone()
    plan.view(packed, f"weights_{k}").mul_(factor[:, :, None])
    if hunt.space.bias:
        plan.view(packed, f"bias_{k}").mul_(factor)
    return packed


def _cut(hunt: Hunt, depth: int, packed: Tensor) -> Tensor:
    parameters = layout(hunt.space, depth).parameters
    kept = packed[:, :parameters] * fed(hunt.space, depth, hunt.data)
    return torch.cat((kept, packed[:, parameters:]), dim=1)
