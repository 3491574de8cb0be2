"""Neurons that have become constants, taken into the biases of the neurons after them.

Letters as in mlp/layout.py; K networks.
"""

from __future__ import annotations

import torch

from ..mlp.activations import activate
from ..mlp.layout import layout
from .population import Population


@torch.no_grad()
def absorb(population: Population) -> None:
    """Takes neurons without an input out of networks with biases: what they emit goes into the next bias.

    Such a neuron costs its bias and its outgoing links, and does nothing that the next biases cannot do. In a
    space without biases the networks stay as they are.
    """
    space, depth = population.space, population.depth
    if not space.bias:
        return
    plan = layout(space, depth)
    weights, packed = population.weights.clone(), population.packed
    for k in range(1, depth + 1):
        entering, leaving = plan.view(weights, f"weights_{k}"), plan.view(weights, f"weights_{k + 1}")
        bias, after = plan.view(weights, f"bias_{k}"), plan.view(weights, f"bias_{k + 1}")
        alone = (entering == 0).all(dim=2)
        emitted = torch.stack([activate(name, bias, space.leaky_slope) for name in space.activations], dim=2)
        if "choices" in plan.sections:
            emitted = emitted * plan.view(packed, "choices")[:, k - 1]
        constant = emitted.sum(dim=2) * alone
        after += torch.einsum("kon,kn->ko", leaving, constant)
        leaving *= ~alone[:, None, :]
        bias *= ~alone
    population.weights = weights
