"""Networks with every link that there can be: where training begins that knows of no latent space.

Letters as in mlp/layout.py; K networks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ..mlp.layout import Layout, layout
from ..search.state import Hunt, fed


def draw_dense(hunt: Hunt, depth: int, count: int, gains: Sequence[float]) -> Tensor:
    """Packed networks `[K, P]` of all neurons and links, but for those from inputs that are always 0.

    Weights are uniform with variance gain^2 / fan-in, biases 0. Each network has its own gain, log-uniform
    between the two `gains`: steep and gentle networks reach different functions.
    """
    plan, generator = layout(hunt.space, depth), hunt.generator
    low, high = (math.log(gain) for gain in gains)
    drawn = torch.rand(count, 1, generator=generator, device=hunt.device)
    gain = torch.exp(low + (high - low) * drawn)
    packed = torch.zeros(count, plan.size, device=hunt.device)
    for k in range(1, depth + 2):
        section = plan.view(packed, f"weights_{k}")
        bound = gain[:, :, None] * math.sqrt(3 / section.shape[2])
        uniform = torch.rand(section.shape, generator=generator, device=hunt.device) * 2 - 1
        section.copy_(uniform * bound)
    packed[:, : plan.parameters] *= fed(hunt.space, depth, hunt.data)
    plan.view(packed, "masks").fill_(1)
    if "choices" in plan.sections:
        _choose(hunt, plan, packed)
    return packed


def _choose(hunt: Hunt, plan: Layout, packed: Tensor) -> None:
    """Gives every neuron one of the space's activations."""
    choices = plan.view(packed, "choices")
    kinds = choices.shape[-1]
    drawn = torch.randint(kinds, choices.shape[:-1], generator=hunt.generator, device=hunt.device)
    choices.copy_(torch.nn.functional.one_hot(drawn, kinds))
