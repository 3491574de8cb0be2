"""Where every rival that is a network begins: a table and empty archives, of its own space.

Letters as in mlp/layout.py; S rows of a table.
"""

from __future__ import annotations

import torch

from ..mlp.space import Space
from ..search.archive import Archive
from ..search.state import Data, Hunt, screen, variation


def open_hunt(space: Space, data: Data, validation_rows: int, seed: int, device: torch.device) -> Hunt:
    """A hunt that has found nothing; networks are compared at `validation_rows` rows (0: at all)."""
    data = data.to(device)
    generator = torch.Generator(device)
    generator.manual_seed(seed)
    return Hunt(
        space=space,
        device=device,
        data=data,
        generator=generator,
        variation=variation(data.y_train),
        screen=screen(data, validation_rows, generator),
        archives={depth: Archive.empty(space, depth, device) for depth in space.depths},
        leaders={},
        offered={},
        step_count=0,
        finish=None,
    )
