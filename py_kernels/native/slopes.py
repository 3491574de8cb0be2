"""What normal equations are made of: what neurons emit, and how outputs move with what enters each neuron.

The fused kernel serves float32 tensors on the CPU, plain PyTorch all others.
Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..mlp.batch import Networks
from ..mlp.layout import layout
from . import fused
from .library import Library


def slopes(networks: Networks, x: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
    """Forward, then backward from each output; x is `[S, I]`, or `[B, S, I]` on its own. No gradients.

    What neurons emit, `[B, 1 + I + L N, S]`: a row of ones (for biases), inputs, hidden layers. For each
    output its derivative by what enters each neuron, `[B, L N + O + 1, S]`: hidden layers, outputs, a row of
    zeros. And the outputs `[B, O, S]`.
    """
    kernel = fused.serving(x.device)
    if isinstance(kernel, Library) and fused.takes(_constant(networks), x.detach()):
        return _fused_slopes(kernel, networks, x)
    return plain_slopes(networks, x)


def _constant(networks: Networks) -> Networks:
    choices = networks.choices
    return Networks(
        networks.space,
        networks.depth,
        networks.parameters.detach(),
        None if choices is None else choices.detach(),
    )


def _fused_slopes(kernel: Library, networks: Networks, x: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
    space, depth = networks.space, networks.depth
    count, rows, hidden = len(networks.parameters), x.shape[-2], depth * space.max_width
    emitted = x.new_empty(count, 1 + space.inputs + hidden, rows)
    found = x.new_empty(space.outputs, count, hidden + space.outputs + 1, rows)
    answers = x.new_empty(count, space.outputs, rows)
    parameters, choices = fused.checked_networks(networks, x.device)
    x = x[0] if x.dim() == 3 and len(x) == 1 else x
    x = fused.checked("x", x, x.device, (rows, space.inputs), (count, rows, space.inputs))
    kernel.slopes(space, depth, parameters, choices, x, emitted, found, answers)
    return emitted, list(found.unbind()), answers


def plain_slopes(networks: Networks, x: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
    """`slopes` in plain PyTorch."""
    space, depth = networks.space, networks.depth
    plan = layout(space, depth)
    parameters = networks.parameters.detach()
    h = x.mT.expand(parameters.shape[0], -1, -1)
    emitted, entering = [torch.ones_like(h[:, :1]), h], []
    with torch.enable_grad():
        for k in range(1, depth + 2):
            pre = torch.bmm(plan.view(parameters, f"weights_{k}"), h)
            if space.bias:
                pre = pre + plan.view(parameters, f"bias_{k}").unsqueeze(-1)
            entering.append(pre if pre.requires_grad else pre.requires_grad_())
            h = _activate(networks, pre, k)
            emitted.append(h.detach())
        found = []
        for o in range(space.outputs):
            parts = torch.autograd.grad(h[:, o].sum(), entering, retain_graph=o + 1 < space.outputs)
            found.append(torch.cat((*parts, torch.zeros_like(parts[0][:, :1])), dim=1))
    return torch.cat(emitted[:-1], dim=1), found, h.detach()


def _activate(networks: Networks, pre: Tensor, k: int) -> Tensor:
    space = networks.space
    if k == networks.depth + 1:
        return activate(space.output_activation, pre, space.leaky_slope)
    if networks.choices is None:
        return activate(space.activations[0], pre, space.leaky_slope)
    share = networks.choices[:, k - 1, :, :, None]
    values = [activate(name, pre, space.leaky_slope) for name in space.activations]
    return (share * torch.stack(values, dim=2)).sum(dim=2)
