"""The error by which networks are compared.

Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.batch import unpack
from ..mlp.space import Space
from ..native import squared_error

# Networks times samples evaluated at once: bounds memory on a large validation part.
EVALUATED_AT_ONCE = 4_000_000


@torch.no_grad()
def mean_squared_error(space: Space, depth: int, packed: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Of hard packed networks `[B, P]` on `x [S, I]`, `y [S, O]`, over outputs and samples: `[B]`."""
    group = max(1, EVALUATED_AT_ONCE // x.shape[0])
    target = y.T[None].contiguous()
    errors = [squared_error(unpack(space, depth, part), x, target) for part in torch.split(packed, group)]
    return torch.cat(errors) / y.numel()
