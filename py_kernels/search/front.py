"""What a hunt has found: of every depth, the networks that no smaller one beats.

F networks of a depth; other letters as in mlp/layout.py.
"""

from __future__ import annotations

from torch import Tensor

from . import latent
from .archive import pareto
from .error import mean_squared_error
from .state import Hunt, Search


def front(hunt: Hunt) -> dict[str, Tensor]:
    """The Pareto set of each depth by error on all validation rows and by non-zeros, in ascending sizes.

    For each depth d: `networks_d [F, P]`, `validation_mse_d [F]`, and int32 `nonzeros_d`, `nonzeros_raw_d`,
    `start_d [F]`. Waits for the device.
    """
    if isinstance(hunt, Search) and hunt.finish is None:
        latent.evaluate(hunt)
    data = hunt.data
    found: dict[str, Tensor] = {}
    for depth, archive in hunt.archives.items():
        sizes = archive.filled()
        packed = archive.packed[sizes]
        mse = mean_squared_error(hunt.space, depth, packed, data.x_validation, data.y_validation)
        kept = pareto(mse)
        found[f"networks_{depth}"] = packed[kept]
        found[f"validation_mse_{depth}"] = mse[kept]
        found[f"nonzeros_{depth}"] = sizes[kept].int()
        found[f"nonzeros_raw_{depth}"] = archive.nonzeros_raw[sizes][kept]
        found[f"start_{depth}"] = archive.start[sizes][kept]
    return found
