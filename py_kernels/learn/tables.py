"""What an autoencoder of tables is trained by: what it makes of noisy rows, on fresh ones without noise.

Letters as in mlp/layout.py; B tables, a network each; D decoders; T fresh rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .. import prior
from ..nets import Tabular, of_links, pruned
from . import losses
from .precision import autocast
from .share import Share

# What the answers on the reader's way count, all together, beside those of the decoders, which count 1; and
# what the network of few links does.
ON_THE_WAY, OF_FEW_LINKS = 0.5, 0.5
# Second-order steps that end a reading here.
SETTLINGS = 1
# Of a network of few links: how many at least, and at most as a share of the rows.
LEAST_LINKS, MOST_LINKS = 2, 0.3
# Of the rows' variance: the least variance of a function that errors are compared with.
LEAST_VARIANCE = 0.05


def loss(
    module: Tabular,
    networks: Mapping[int, Tensor],
    training: Mapping[str, Any],
    seed: int,
    step: int,
    share: Share,
) -> tuple[Tensor, Tensor]:
    """The loss, a scalar, and FVU `[D, B]`, without gradient, of tables of the packed `networks [B_d, P_d]`:
    of those of them that are the rank's share.

    Beside the decoders counts what the reader would have answered on its way, later answers more than earlier
    ones, and what is left of the last one with few links. The tables depend on (seed, step) and the networks
    alone, which is why every rank draws all.
    """
    device = next(module.parameters()).device
    with torch.no_grad():
        generator = _generator(seed, step, device)
        drawn = prior.draw(module.space, networks, training["tables"], generator)
        links = _links(drawn.x.shape[1], generator)
        own = slice(share.rank, None, share.ranks)
        tables = prior.Tables(drawn.x[own], drawn.y[own], drawn.fresh[own], drawn.truth[own])
    counts, floor = torch.ones_like(tables.y), training["loss_floor"]
    with autocast(training["precision"], device):
        z, way = module.read_on(tables.x, tables.y, counts, SETTLINGS)
    with torch.autocast(device.type, enabled=False):
        found = [module.answers(z, tables.fresh, depth) for depth in module.space.depths]
        few = pruned(way[-1], of_links(way[-1], links), tables.x, tables.y, counts)
        found += [few.to(tables.fresh), *(each.to(tables.fresh) for each in way[:-1])]
        errors = (torch.stack(found) - tables.truth).square().mean(2)
        variances = tables.truth.var(1).clamp_min(LEAST_VARIANCE)
    depths = len(module.space.depths)
    end, sparse, before = torch.split(errors, [depths, 1, len(way) - 1])
    late = torch.arange(1, len(way), device=device) / sum(range(1, len(way)))
    on_the_way = sum(
        share * losses.log_fvu(each[None], variances, floor) for share, each in zip(late, before, strict=True)
    )
    total = losses.log_fvu(end, variances, floor) + OF_FEW_LINKS * losses.log_fvu(sparse, variances, floor)
    return total + ON_THE_WAY * on_the_way, (end / variances).detach()


def _links(rows: int, generator: torch.Generator) -> int:
    """Links of a network of few, log-uniform up to what so many rows may have."""
    share = torch.rand((), generator=generator, device=generator.device).item()
    return round(LEAST_LINKS * max(1.0, MOST_LINKS * rows / LEAST_LINKS) ** share)


def _generator(seed: int, step: int, device: torch.device) -> torch.Generator:
    # Hashed, because neighbouring seeds must not share steps.
    digest = hashlib.blake2b(f"tables {seed} {step}".encode(), digest_size=8).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest, "little"))
