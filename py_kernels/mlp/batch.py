"""From packed networks to what is evaluated: masks folded into the weights that leave each neuron.

Letters as in layout.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

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
    return Networks(space, depth, parameters * leaving(space, depth, masks), choices)


def leaving(space: Space, depth: int, masks: Tensor) -> Tensor:
    """For every weight the mask of the neuron that it leaves, 1 where that is an input; 1 for biases.

    masks [B, L, N] -> [B, W].
    """
    return _spread(masks, _ends(space, depth, "leaving", masks.dtype, masks.device))


def arriving(space: Space, depth: int, masks: Tensor) -> Tensor:
    """For every weight and bias the mask of the neuron at which it arrives, 1 where that is an output.

    masks [B, L, N] -> [B, W].
    """
    return _spread(masks, _ends(space, depth, "arriving", masks.dtype, masks.device))


def incoming(space: Space, depth: int, values: Tensor) -> Tensor:
    """Sums over what arrives at each hidden neuron, weights and bias: `values [B, W]` -> `[B, L, N]`."""
    neurons, _ = _ends(space, depth, "arriving", values.dtype, values.device)
    return (values @ neurons.T).view(-1, depth, space.max_width)


def _spread(masks: Tensor, ends: tuple[Tensor, Tensor]) -> Tensor:
    # A product of matrices, exact with one 1 a column: indexing would have a slow gradient, and slices many.
    return torch.addmm(ends[1], masks.flatten(1), ends[0])


@lru_cache
def _ends(
    space: Space, depth: int, end: str, dtype: torch.dtype, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Which neuron each weight and bias leaves, or arrives at: 0 or 1 `[L * N, W]`; 1 where none, `[W]`."""
    plan, width = layout(space, depth), space.max_width
    none = depth * width
    neuron = torch.full((plan.parameters,), none)
    for k in range(1, depth + 1):
        layer = torch.arange(width) + (k - 1) * width
        if end == "leaving":
            plan.view(neuron, f"weights_{k + 1}")[:] = layer
        else:
            plan.view(neuron, f"weights_{k}")[:] = layer[:, None]
            if space.bias:
                plan.view(neuron, f"bias_{k}")[:] = layer
    chosen = torch.nn.functional.one_hot(neuron, none + 1).T.to(device, dtype)
    return chosen[:none].contiguous(), chosen[none]


def unpack(space: Space, depth: int, packed: Tensor) -> Networks:
    """Packed networks `[B, P]` -> networks, with the masks and choices that they carry."""
    plan = layout(space, depth)
    choices = plan.view(packed, "choices") if "choices" in plan.sections else None
    return fold(space, depth, packed[:, : plan.parameters], plan.view(packed, "masks"), choices)
