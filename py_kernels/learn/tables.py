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
from ..nets import Tabular
from . import losses
from .precision import autocast
from .share import Share

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

    The tables depend on (seed, step) and the networks alone, which is why every rank draws all.
    """
    device = next(module.parameters()).device
    with torch.no_grad():
        drawn = prior.draw(module.space, networks, training["tables"], _generator(seed, step, device))
        own = slice(share.rank, None, share.ranks)
        tables = prior.Tables(drawn.x[own], drawn.y[own], drawn.fresh[own], drawn.truth[own])
    with autocast(training["precision"], device):
        z = module.read(tables.x, tables.y, torch.ones_like(tables.y))
    with torch.autocast(device.type, enabled=False):
        answers = torch.stack([module.answers(z, tables.fresh, depth) for depth in module.space.depths])
        errors = (answers - tables.truth).square().mean(2)
        variances = tables.truth.var(1).clamp_min(LEAST_VARIANCE)
    return losses.log_fvu(errors, variances, training["loss_floor"]), (errors / variances).detach()


def _generator(seed: int, step: int, device: torch.device) -> torch.Generator:
    # Hashed, because neighbouring seeds must not share steps.
    digest = hashlib.blake2b(f"tables {seed} {step}".encode(), digest_size=8).digest()
    return torch.Generator(device).manual_seed(int.from_bytes(digest, "little"))
