"""What a path begins from: dense networks, the same in every view or each view's own.

Letters as in mlp/layout.py; V views.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from typing import Any

import torch
from torch import Tensor

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import squared_error
from ..nets import Autoencoder, Principal, harden
from .views import Views

# Standard deviation of hidden biases, for inputs of variance 1.
BIAS_SPREAD = 0.7


def drawn(space: Space, kind: Mapping[str, Any], starts: int, fed: int, generator: torch.Generator) -> Tensor:
    """Networks of random weights, packed `[starts, P]`; `kind` as the pipeline's schema says it.

    Of the inputs no more than `fed` will be left to a network.

    Every hidden layer has `kind["neurons"]` neurons of the space's first activation and, where
    `kind["linear"]`, a linear one without bias beside them, through which a straight line passes.
    """
    depth, device = kind["depth"], generator.device
    plan = layout(space, depth)
    packed = torch.zeros(starts, plan.size, device=device)
    width = kind["neurons"] + kind["linear"]
    for k in range(1, depth + 2):
        rows = space.outputs if k == depth + 1 else width
        columns = space.inputs if k == 1 else width
        noise = torch.randn(starts, rows, columns, generator=generator, device=device)
        entering = fed if k == 1 else columns
        plan.view(packed, f"weights_{k}")[:, :rows, :columns] = noise / sqrt(entering)
        if k > depth:
            continue
        bends = kind["neurons"]
        noise = torch.randn(starts, bends, generator=generator, device=device)
        if space.bias:
            plan.view(packed, f"bias_{k}")[:, :bends] = BIAS_SPREAD * noise
        plan.view(packed, "masks")[:, k - 1, :width] = 1
        if "choices" in plan.sections:
            plan.view(packed, "choices")[:, k - 1, :, 0] = 1
            if kind["linear"]:
                line = torch.tensor([name == "linear" for name in space.activations], device=device)
                plan.view(packed, "choices")[:, k - 1, bends] = line.to(packed.dtype)
    return packed


def fed_only(space: Space, depth: int, packed: Tensor, fed: Tensor) -> Tensor:
    """Networks `packed [K, P]` without links from inputs that are not `fed [K, I]`."""
    packed = packed.clone()
    layout(space, depth).view(packed, "weights_1").mul_(fed[:, None])
    return packed


@torch.no_grad()
def embedded(
    autoencoder: Autoencoder,
    views: Views,
    depth: int,
    settings: Mapping[str, Any],
    generator: torch.Generator,
) -> Tensor:
    """Networks of functions that may have made the rows of each view, packed `[V, starts, P]`.

    Each view draws `settings["draws"]` latent points from the posterior of its own rows; it begins from
    those that decode best: what it has not seen has no part in them. `views.x`, of one table, has the space's
    inputs. Raises ValueError where the autoencoder cannot embed data.
    """
    if not isinstance(autoencoder, Principal):
        raise ValueError("few rows are embedded, which needs a space whose autoencoder is principal")
    return torch.stack(
        [_embedded(autoencoder, views, v, depth, settings, generator) for v in range(views.number)]
    )


def _embedded(
    autoencoder: Principal,
    views: Views,
    v: int,
    depth: int,
    settings: Mapping[str, Any],
    generator: torch.Generator,
) -> Tensor:
    """Of view `v`, `[starts, P]`."""
    rows = views.counts[v].long()
    x = views.x[0].repeat_interleave(rows, dim=0)
    y = views.y[0].repeat_interleave(rows, dim=0)
    temperatures = torch.linspace(0, settings["hottest"], settings["draws"], device=x.device)
    z = autoencoder.embed(x, y).draw(temperatures, generator)
    packed = harden(replace(autoencoder.decode(z, depth), target=autoencoder.target(x, y)))
    error = squared_error(unpack(autoencoder.space, depth, packed), x, y.T[None])
    order = torch.where(error.isfinite(), error, torch.inf).argsort(stable=True)
    return packed[order[torch.arange(settings["starts"], device=x.device) % len(order)]]
