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
    space, depth = networks.space, networks.depth
    plan = layout(space, depth)
    parameters = networks.parameters
    h = x.mT.expand(parameters.shape[0], -1, -1)
    for k in range(1, depth + 2):
        h = torch.bmm(plan.view(parameters, f"weights_{k}"), h)
        if space.bias:
            h = h + plan.view(parameters, f"bias_{k}").unsqueeze(-1)
        if k == depth + 1:
            h = activate(space.output_activation, h, space.leaky_slope)
        elif networks.choices is None:
            h = activate(space.activations[0], h, space.leaky_slope)
        else:
            share = networks.choices[:, k - 1]
            pre = h
            h = torch.zeros_like(pre)
            for a, name in enumerate(space.activations):
                h = h + share[:, :, a, None] * activate(name, pre, space.leaky_slope)
    return h


def squared_error(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None = None) -> Tensor:
    """As operator.squared_error."""
    y = y if rows is None else y.index_select(0, rows)
    return (predict(networks, x) - y).square().sum(dim=(1, 2))


def moments(space: Space, outputs: Tensor, y: Tensor) -> Tensor:
    """As operator.moments, of the outputs `[B, O, S]` of networks of `space`."""
    seen = with_ones(space, outputs)
    return seen @ torch.cat([seen, y.expand(len(seen), -1, -1)], dim=1).transpose(1, 2)


def with_ones(space: Space, outputs: Tensor) -> Tensor:
    """`outputs [B, O, S]`, and a row of ones after them where the space has biases: `[B, F, S]`."""
    return torch.cat([outputs, torch.ones_like(outputs[:, :1])], dim=1) if space.bias else outputs
