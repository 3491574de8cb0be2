"""Which links of packed networks take part in the function: what a count of non-zeros counts.

A link (or a bias) is live where all of these hold: it is not zero; the neuron that it leaves emits something
other than zero; the neuron that it enters reaches an output over non-zero links. An active neuron emits where
its activation is the sigmoid (0.5 at zero input), or its bias is not zero, or an emitting neuron is linked to
it. Inputs emit, outputs are reached. Masked neurons do neither.

Letters as in layout.py. `ts/mlp/trim.ts` says the same in TypeScript.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .layout import Layout, layout
from .space import Space


def live(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Which of the weights and biases of hard packed networks `[B, P]` are live: bool `[B, W]`."""
    plan = layout(space, depth)
    emits, reaches = _emitting(space, plan, packed), _reaching(space, plan, packed)
    return _between(space, plan, packed, emits, reaches)


def nonzeros(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Live weights and biases of each network, int32 `[B]`."""
    return live(space, depth, packed).sum(dim=1, dtype=torch.int32)


def nonzeros_raw(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Non-zero weights and biases of active neurons, dead parts included: int32 `[B]`."""
    plan = layout(space, depth)
    inputs = packed.new_ones(packed.shape[0], space.inputs, dtype=torch.bool)
    outputs = packed.new_ones(packed.shape[0], space.outputs, dtype=torch.bool)
    active = list((plan.view(packed, "masks") != 0).unbind(1))
    present = _between(space, plan, packed, [inputs, *active], [*active, outputs])
    return present.sum(dim=1, dtype=torch.int32)


def trim(space: Space, depth: int, packed: Tensor) -> Tensor:
    """The same networks `[B, P]` with every weight and bias that is not live set to zero; same function."""
    parameters = layout(space, depth).parameters
    kept = packed[:, :parameters] * live(space, depth, packed)
    return torch.cat((kept, packed[:, parameters:]), dim=1)


def _emitting(space: Space, plan: Layout, packed: Tensor) -> list[Tensor]:
    """For layers 0 (the inputs) to L, which neurons emit: bool `[B, I]`, then `[B, N]`."""
    active = plan.view(packed, "masks") != 0
    emits = [packed.new_ones(packed.shape[0], space.inputs, dtype=torch.bool)]
    for k in range(1, plan.depth + 1):
        links = plan.view(packed, f"weights_{k}") != 0
        awake = (links & emits[-1][:, None, :]).any(2) | _is_sigmoid(space, plan, packed, k)
        if space.bias:
            awake = awake | (plan.view(packed, f"bias_{k}") != 0)
        emits.append(awake & active[:, k - 1])
    return emits


def _reaching(space: Space, plan: Layout, packed: Tensor) -> list[Tensor]:
    """For layers 1 to L + 1 (the outputs), which neurons reach an output: bool `[B, N]`, last `[B, O]`."""
    active = plan.view(packed, "masks") != 0
    reaches = [packed.new_ones(packed.shape[0], space.outputs, dtype=torch.bool)]
    for k in range(plan.depth, 0, -1):
        links = plan.view(packed, f"weights_{k + 1}") != 0
        reaches.insert(0, (links & reaches[0][:, :, None]).any(1) & active[:, k - 1])
    return reaches


def _is_sigmoid(space: Space, plan: Layout, packed: Tensor, k: int) -> Tensor:
    """Which neurons of hidden layer k have the sigmoid: bool, `[B, N]` or broadcast to it."""
    if "choices" not in plan.sections:
        return torch.tensor(space.activations[0] == "sigmoid", device=packed.device)
    if "sigmoid" not in space.activations:
        return torch.tensor(False, device=packed.device)
    return plan.view(packed, "choices")[:, k - 1, :, space.activations.index("sigmoid")] != 0


def _between(
    space: Space, plan: Layout, packed: Tensor, sources: list[Tensor], targets: list[Tensor]
) -> Tensor:
    """Non-zero weights from `sources[k - 1]` to `targets[k - 1]`, biases of those targets: bool `[B, W]`."""
    pieces = [
        (plan.view(packed, f"weights_{k}") != 0) & sources[k - 1][:, None, :] & targets[k - 1][:, :, None]
        for k in range(1, plan.depth + 2)
    ]
    if space.bias:
        pieces += [(plan.view(packed, f"bias_{k}") != 0) & targets[k - 1] for k in range(1, plan.depth + 2)]
    return torch.cat([piece.flatten(1) for piece in pieces], dim=1)
