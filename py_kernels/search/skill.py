"""How good the networks of each depth are at all sizes together, one number a depth.

Letters as in mlp/layout.py; D depths of the space; C sizes of an archive.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .state import Hunt

# Sizes above it, and errors below it, are all alike: those of the contest's score (docs/contest.md).
MOST_NONZEROS = 150
LEAST_FVU = 1e-8


def skill(hunt: Hunt) -> Tensor:
    """Orders of magnitude that FVU is below 1, the mean over all sizes up to MOST_NONZEROS, `[D]`.

    At a size the best network of it or a smaller one counts, on the screening rows. No value is read back
    from the device.
    """
    return torch.stack([_skill(hunt.archives[depth].mse / hunt.variation) for depth in hunt.space.depths])


def _skill(fvu: Tensor) -> Tensor:
    """`fvu [C]`, inf where there is no network -> a scalar."""
    best = torch.cummin(fvu[: MOST_NONZEROS + 1], dim=0).values.clamp(LEAST_FVU, 1.0)
    # What a space's largest network reaches holds for the sizes beyond it.
    beyond = MOST_NONZEROS + 1 - len(best)
    return (-best.log10().sum() - beyond * best[-1].log10()) / (MOST_NONZEROS + 1)
