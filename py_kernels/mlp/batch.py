"""From packed networks to what is evaluated: masks folded into the weights that leave each neuron.

Letters as in layout.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .layout import layout
from .space import Space


@dataclass(frozen=True)
class Networks:
    """B networks of one depth, ready to evaluate.

    parameters [B, W]: weights and biases, masks folded in.
    choices [B, L, N, A]: how much of each activation a neuron applies (rows sum to 1); None where A = 1.
    """

    space: Space
    depth: int
    parameters: Tensor
    choices: Tensor | None


def fold(
    space: Space, depth: int, parameters: Tensor, masks: Tensor, choices: Tensor | None = None
) -> Networks:
    """Multiplies the weights that leave neuron j of layer k by `masks[:, k - 1, j]`.

    A masked neuron then emits 0, whatever its activation. Differentiable in all of its arguments.

    parameters [B, W]; masks [B, L, N], any values in [0, 1]; choices [B, L, N, A].
    """
    plan = layout(space, depth)
    factor = torch.ones_like(parameters)
    pieces: list[Tensor] = []
    for name, section in plan.sections.items():
        if section.start >= plan.parameters:
            break
        if name.startswith("weights_") and name != "weights_1":
            k = int(name.removeprefix("weights_"))
            pieces.append(masks[:, k - 2, None, :].expand(-1, *section.shape).flatten(1))
        else:
            pieces.append(factor[:, section.start : section.stop])
    return Networks(space, depth, parameters * torch.cat(pieces, dim=1), choices)


def unpack(space: Space, depth: int, packed: Tensor) -> Networks:
    """Packed networks `[B, P]` -> networks, with the masks and choices that they carry."""
    plan = layout(space, depth)
    choices = plan.view(packed, "choices") if "choices" in plan.sections else None
    return fold(space, depth, packed[:, : plan.parameters], plan.view(packed, "masks"), choices)
