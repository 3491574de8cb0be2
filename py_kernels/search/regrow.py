"""The best networks so far made dense again, so that a finish can begin once more where the last one ended.

A pruned network is a good beginning that has nowhere to go; with its lost links back, small, polishing finds
what another way of pruning can keep (dense-sparse-dense training: Han et al., 2017).

Letters as in mlp/layout.py; F networks of a front.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.live import live
from .archive import pareto
from .state import Hunt, fed


@torch.no_grad()
def regrown(hunt: Hunt, depth: int, count: int, share: float) -> tuple[Tensor, Tensor]:
    """`count` networks, packed `[count, P]`, from the starts `[count]`; waits for the device.

    They come evenly from all sizes of the depth's front on the screening rows. Links that are missing between
    active neurons get weights from +-`share` times the space's weight range; with a share of 0 none do, and
    there are no more networks than sizes. Raises ValueError where nothing was found yet.
    """
    archive = hunt.archives[depth]
    sizes = archive.filled()
    if len(sizes) == 0:
        raise ValueError(f"there are no networks of depth {depth} to regrow yet")
    sizes = sizes[pareto(archive.mse[sizes])]
    if share == 0:
        count = min(count, len(sizes))
    place = torch.linspace(0, len(sizes) - 1, count, device=hunt.device).round().long()
    packed = archive.packed[sizes[place]]
    parameters = layout(hunt.space, depth).parameters
    weights, rest = packed[:, :parameters], packed[:, parameters:]
    possible = live(hunt.space, depth, torch.cat((torch.ones_like(weights), rest), dim=1))
    missing = (weights == 0) & possible & fed(hunt.space, depth, hunt.data)
    fresh = 2 * torch.rand(weights.shape, generator=hunt.generator, device=hunt.device) - 1
    small = share * hunt.space.weight_range * fresh
    return torch.cat((torch.where(missing, small, weights), rest), dim=1), archive.start[sizes[place]]
