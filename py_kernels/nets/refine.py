"""Hard networks brought nearer to the function that their latent points mean.

A decoder's first answer is one pass; the point itself says more (amortised inference, refined: Kim et al.,
Semi-Amortized Variational Autoencoders, 2018). Neither data nor the encoded network is looked at.

Letters as in mlp/layout.py.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..native import squared_error
from ..polish import levenberg
from ..polish.fit import Fit
from ..polish.population import Population
from .harden import harden
from .pair import Decoded

# Of the function's variation, a unit of squared weight: what keeps weights that hardly matter from growing.
DECAY = 1e-7
# Of the function's variation: beneath such an error, looked at now and then, a network is left alone.
DONE = 1e-5
LOOK_EVERY = 5


@torch.no_grad()
def refine(value: Decoded, steps: int) -> Tensor:
    """The hard networks of `value`, packed `[B, P]`, after `steps` of Levenberg and Marquardt's method.

    Each moves on all its weights towards `value.target` on its probe points; then the output layer is fitted
    once more. With 0 steps, or without a target, this is `harden`.
    """
    packed = harden(value)
    if value.target is None or steps == 0:
        return packed
    space, x = value.space, value.target.probes
    y = activate(space.output_activation, value.target.values, space.leaky_slope)
    variation = y[0].numel() * y.var(dim=2, correction=0).mean(dim=1)
    order = torch.arange(len(packed), device=packed.device)
    networks = Population.of(space, value.depth, packed, order, levenberg.FIRST_DAMPING)
    chosen = levenberg.chosen_links(networks.links, max(1, int(networks.links.sum(1).max())))
    for first in range(0, steps, LOOK_EVERY):
        error = squared_error(networks.networks(networks.weights), x, y)
        left = (error > DONE * variation).nonzero().flatten()
        if len(left) == 0:
            break
        some = networks.part(left)
        for _ in range(min(LOOK_EVERY, steps - first)):
            levenberg.step(some, chosen[left], Fit(x, y[left], DECAY * variation[left, None]))
        networks.weights[left], networks.damping[left] = some.weights, some.damping
    return harden(replace(value, parameters=networks.weights))
