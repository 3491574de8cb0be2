"""The same work as `native.squared_error` as others would write it; each takes `(networks, x, y, rows)`.

Networks of one depth with one hidden activation and no biases. Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import eager

SquaredError = Callable[[Networks, Tensor, Tensor, Tensor | None], Tensor]
OfTensors = Callable[[Tensor, Tensor, Tensor], Tensor]


def samples_first(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None) -> Tensor:
    """As eager.squared_error, on `[B, S, neurons]` as one would first write it."""
    space, plan = networks.space, layout(networks.space, networks.depth)
    h = x.expand(networks.parameters.shape[0], -1, -1)
    for k in range(1, networks.depth + 2):
        h = torch.bmm(h, plan.view(networks.parameters, f"weights_{k}").transpose(1, 2))
        h = activate(_activation(space, networks.depth, k), h, space.leaky_slope)
    return (h.transpose(1, 2) - _chosen(y, rows)).square().sum(dim=(1, 2))


def vmapped(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None) -> Tensor:
    """torch.func.vmap over the function of one network."""
    each = torch.func.vmap(_of_one_network(networks.space, networks.depth), in_dims=(0, None, 0))
    errors: Tensor = each(networks.parameters, x, _chosen(y, rows))
    return errors


def inductor(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None) -> Tensor:
    """torch.compile of eager.squared_error; the first call of each shape compiles."""
    return _compiled(networks.space, networks.depth)(networks.parameters, x, _chosen(y, rows))


def _chosen(y: Tensor, rows: Tensor | None) -> Tensor:
    return y if rows is None else y.index_select(0, rows)


def _activation(space: Space, depth: int, k: int) -> str:
    return space.output_activation if k == depth + 1 else space.activations[0]


@lru_cache
def _of_one_network(space: Space, depth: int) -> OfTensors:
    """`parameters [W]`, `x [S, I]`, `y [O, S]` -> the network's sum of squared errors."""
    plan = layout(space, depth)

    def squared_error(parameters: Tensor, x: Tensor, y: Tensor) -> Tensor:
        h = x
        for k in range(1, depth + 2):
            h = h @ plan.view(parameters, f"weights_{k}").T
            h = activate(_activation(space, depth, k), h, space.leaky_slope)
        return (h.T - y).square().sum()

    return squared_error


@lru_cache
def _compiled(space: Space, depth: int) -> OfTensors:
    def squared_error(parameters: Tensor, x: Tensor, y: Tensor) -> Tensor:
        return eager.squared_error(Networks(space, depth, parameters, None), x, y)

    return torch.compile(squared_error, dynamic=False)
