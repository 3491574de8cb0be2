"""Evaluation of many networks in plain PyTorch, as batched matrix products on `[B, neurons, S]`.

Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space


def predict(networks: Networks, x: Tensor) -> Tensor:
    """Outputs `[B, O, S]` of every network on the samples `x [S, I]`, or `[B, S, I]`, on its own."""
    space = networks.space
    h = _layer(networks, networks.depth + 1, last_hidden(networks, x))
    return activate(space.output_activation, h, space.leaky_slope)


def last_hidden(networks: Networks, x: Tensor) -> Tensor:
    """The values of the last hidden layer `[B, N, S]`; arguments as in `predict`."""
    space = networks.space
    h = x.mT.expand(networks.parameters.shape[0], -1, -1)
    for k in range(1, networks.depth + 1):
        h = _layer(networks, k, h)
        if networks.choices is None:
            h = activate(space.activations[0], h, space.leaky_slope)
        else:
            share = networks.choices[:, k - 1]
            pre = h
            h = torch.zeros_like(pre)
            for a, name in enumerate(space.activations):
                h = h + share[:, :, a, None] * activate(name, pre, space.leaky_slope)
    return h


def _layer(networks: Networks, k: int, h: Tensor) -> Tensor:
    """What enters the neurons of layer k, where the layer below emits h."""
    plan, parameters = layout(networks.space, networks.depth), networks.parameters
    h = torch.bmm(plan.view(parameters, f"weights_{k}"), h)
    return h + plan.view(parameters, f"bias_{k}").unsqueeze(-1) if networks.space.bias else h


def squared_error(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None = None) -> Tensor:
    """As operator.squared_error."""
    y = y if rows is None else y.index_select(0, rows)
    return (predict(networks, x) - y).square().sum(dim=(1, 2))


def moments(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """As operator.moments."""
    return products(with_ones(networks.space, last_hidden(networks, x)), y)


def products(seen: Tensor, y: Tensor) -> Tensor:
    """Sums over samples: `seen [B, F, S]` times itself and times y [B, T, S], `[B, F, F + T]`."""
    return seen @ torch.cat([seen, y.expand(len(seen), -1, -1)], dim=1).transpose(1, 2)


def with_ones(space: Space, values: Tensor) -> Tensor:
    """`values [B, N, S]`, and a row of ones after them where the space has biases: `[B, F, S]`."""
    return torch.cat([values, torch.ones_like(values[:, :1])], dim=1) if space.bias else values
