"""Normal equations of many networks: the Gauss-Newton matrix and the gradient of chosen links.

Letters as in mlp/layout.py; S rows; n links chosen of each network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native.normal import gram
from ..native.slopes import slopes
from .fit import Fit

# Networks times links times rows (or links) held at once: bounds the memory of J and of the matrices.
HELD_AT_ONCE = 30_000_000


@dataclass(frozen=True)
class Normal:
    """matrix [B, n, n], gradient [B, n]: half the second and first derivatives of loss [B] by the links.

    Without decay; of squared errors these are J J^T, J r and r r.
    """

    matrix: Tensor
    gradient: Tensor
    loss: Tensor


def normal(networks: Networks, chosen: Tensor, fit: Fit) -> Normal:
    """Normal equations of the weights and biases numbered `chosen [B, n]`.

    Where networks have fewer links, `chosen` is filled up with W; its rows and columns come out zero.
    """
    sources, targets = (index.to(fit.x.device) for index in wiring(networks.space, networks.depth))
    sources, targets = sources[chosen], targets[chosen]
    emitted, by_output, answers = slopes(networks, fit.x)
    pull, loss = fit.task.gradient(answers, fit.y), fit.task.loss(answers, fit.y)
    if fit.counts is not None:
        pull, loss = pull * fit.counts[:, None], loss * fit.counts
    # Each link's gradient is what its source emits times what is asked of its target, summed over rows.
    asked = reduce(torch.add, [slope * pull[:, o, None] for o, slope in enumerate(by_output)])
    gradient = torch.bmm(emitted, asked.transpose(1, 2)).flatten(1)
    gradient = gradient.gather(1, sources * asked.shape[1] + targets)
    matrix = gram(emitted, fit.task.bend(by_output, answers), fit.counts, sources, targets)
    return Normal(matrix, gradient, loss.sum(1))


def runs(chosen: Tensor, rows: int) -> list[slice]:
    """Cuts networks with links `chosen [B, n]` into runs that fit into memory together."""
    count, links = chosen.shape
    size = max(1, HELD_AT_ONCE // (links * max(links, rows)))
    return [slice(first, first + size) for first in range(0, count, size)]


@lru_cache
def wiring(space: Space, depth: int) -> tuple[Tensor, Tensor]:
    """For every weight and bias, and W that stands for none: the row of what it carries, of what it enters.

    Rows as `slopes` stacks them; two int64 `[W + 1]`.
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
