"""A network's hidden neurons in one order, whatever order they were drawn in.

Letters as in layout.py.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .layout import Layout, layout
from .space import Space


def in_canonical_order(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Packed networks `[B, P]`, each layer's neurons by the norm of what arrives at them, largest first.

    Masked neurons come last. The function stays what it is.
    """
    plan, ordered = layout(space, depth), packed.clone()
    for k in range(1, depth + 1):
        arriving = plan.view(ordered, f"weights_{k}").norm(dim=2)
        # An active neuron at which nothing arrives comes before masked ones.
        rank = plan.view(ordered, "masks")[:, k - 1] * (1 + arriving)
        _permute(plan, ordered, k, rank.argsort(dim=1, descending=True, stable=True))
    return ordered


def _permute(plan: Layout, packed: Tensor, k: int, order: Tensor) -> None:
    """Puts the neurons of hidden layer `k` in the order `[B, N]`, in place."""
    parts = [plan.view(packed, f"weights_{k}"), plan.view(packed, f"weights_{k + 1}").mT]
    parts += [plan.view(packed, name)[:, k - 1] for name in ("masks", "choices") if name in plan.sections]
    if f"bias_{k}" in plan.sections:
        parts.append(plan.view(packed, f"bias_{k}"))
    for part in parts:
        index = order if part.dim() == 2 else order[:, :, None].expand_as(part)
        part.copy_(torch.take_along_dim(part, index, dim=1))
