"""Normal equations of many networks: the Gauss-Newton matrix J J^T and the gradient J r of chosen links.

Letters as in mlp/layout.py; S samples; n links chosen of each network; r = output - target.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space

# Networks times links times samples (or links) held at once: bounds the memory of J and of the matrices.
HELD_AT_ONCE = 30_000_000


@dataclass(frozen=True)
class Normal:
    """matrix [B, n, n] = J J^T; gradient [B, n] = J r; squared_error [B] = r r; over outputs and samples.

    Where samples have weights v, J and r are those times sqrt(v).
    """

    matrix: Tensor
    gradient: Tensor
    squared_error: Tensor


def normal(networks: Networks, x: Tensor, y: Tensor, chosen: Tensor, counts: Tensor | None = None) -> Normal:
    """Normal equations on `x [S, I]`, `y [B or 1, O, S]` of the weights and biases numbered `chosen [B, n]`.

    Where networks have fewer links, `chosen` is filled up with W; its rows and columns come out zero.
    counts [B, S]: what each sample counts for each network; None: 1.
    """
    space, depth = networks.space, networks.depth
    sources, targets = (index.to(x.device) for index in wiring(space, depth))
    sources, targets = sources[chosen], targets[chosen]
    emitted, slopes, output = _passes(networks, x)
    residual = output - y
    incoming = _rows(emitted, sources)
    if counts is not None:
        root = counts.sqrt()[:, None]
        residual, incoming = residual * root, incoming.mul_(root)
    matrix, gradient = x.new_zeros(()), x.new_zeros(())
    for o in range(space.outputs):
        jacobian = _rows(slopes[o], targets).mul_(incoming)
        matrix = matrix + torch.bmm(jacobian, jacobian.transpose(1, 2))
        gradient = gradient + torch.bmm(jacobian, residual[:, o, :, None]).squeeze(2)
    return Normal(matrix, gradient, residual.square().sum(dim=(1, 2)))


def groups(chosen: Tensor, samples: int) -> list[slice]:
    """Cuts networks with links `chosen [B, n]` into runs that fit into memory together."""
    count, links = chosen.shape
    size = max(1, HELD_AT_ONCE // (links * max(links, samples)))
    return [slice(first, first + size) for first in range(0, count, size)]


def _passes(networks: Networks, x: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
    """Forward, then backward from each output.

    What neurons emit, `[B, 1 + I + L N, S]`: a row of ones (for biases), inputs, hidden layers. For each
    output its derivative by what enters each neuron, `[B, L N + O + 1, S]`: hidden layers, outputs, a row of
    zeros. And the outputs `[B, O, S]`.
    """
    space, depth = networks.space, networks.depth
    plan = layout(space, depth)
    parameters = networks.parameters.detach()
    h = x.T.expand(parameters.shape[0], -1, -1)
    emitted, entering = [torch.ones_like(h[:, :1]), h], []
    with torch.enable_grad():
        for k in range(1, depth + 2):
            pre = torch.bmm(plan.view(parameters, f"weights_{k}"), h)
            if space.bias:
                pre = pre + plan.view(parameters, f"bias_{k}").unsqueeze(-1)
            entering.append(pre if pre.requires_grad else pre.requires_grad_())
            h = _activate(networks, pre, k)
            emitted.append(h.detach())
        slopes = []
        for o in range(space.outputs):
            parts = torch.autograd.grad(h[:, o].sum(), entering, retain_graph=o + 1 < space.outputs)
            slopes.append(torch.cat((*parts, torch.zeros_like(parts[0][:, :1])), dim=1))
    return torch.cat(emitted[:-1], dim=1), slopes, h.detach()


def _activate(networks: Networks, pre: Tensor, k: int) -> Tensor:
    space = networks.space
    if k == networks.depth + 1:
        return activate(space.output_activation, pre, space.leaky_slope)
    if networks.choices is None:
        return activate(space.activations[0], pre, space.leaky_slope)
    share = networks.choices[:, k - 1, :, :, None]
    values = [activate(name, pre, space.leaky_slope) for name in space.activations]
    return (share * torch.stack(values, dim=2)).sum(dim=2)


def _rows(values: Tensor, index: Tensor) -> Tensor:
    """`values [B, R, S]`, `index [B, n]` -> `[B, n, S]`."""
    offset = torch.arange(values.shape[0], device=values.device)[:, None] * values.shape[1]
    rows = values.flatten(0, 1).index_select(0, (index + offset).flatten())
    return rows.view(*index.shape, values.shape[2])


@lru_cache
def wiring(space: Space, depth: int) -> tuple[Tensor, Tensor]:
    """For every weight and bias, and W that stands for none: the row of what it carries, of what it enters.

    Rows as `_passes` stacks them; two int64 `[W + 1]`.
    """
    plan, width = layout(space, depth), space.max_width
    sources, targets = torch.zeros(plan.parameters + 1, dtype=torch.long), []
    for name, section in plan.sections.items():
        if section.start >= plan.parameters:
            break
        k = int(name.rpartition("_")[2])
        to = torch.arange(section.shape[0]) + (k - 1) * width
        if name.startswith("weights"):
            first = 1 if k == 1 else 1 + space.inputs + (k - 2) * width
            row = torch.arange(section.shape[1]) + first
            sources[section.start : section.stop] = row.expand(section.shape).flatten()
            to = to[:, None].expand(section.shape)
        targets.append(to.flatten())
    targets.append(torch.tensor([depth * width + space.outputs]))
    return sources, torch.cat(targets)
