"""What a hunt for networks is between two steps: the table, the best so far, and a search's latent points.

Letters as in mlp/layout.py; S rows of a table; D depths of the space; Z latent dimensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.live import nonzeros, nonzeros_raw, trim
from ..mlp.space import Space
from ..nets.pair import Autoencoder, Target
from .archive import Archive
from .error import mean_squared_error
from .path import Path

if TYPE_CHECKING:
    from .finish import Finish

# Of a target that never changes; keeps FVU finite.
LEAST_VARIATION = 1e-12


@dataclass(frozen=True)
class Data:
    """A table in its two parts that a search may see: `x [S, I]`, `y [S, O]`, float32."""

    x_train: Tensor
    y_train: Tensor
    x_validation: Tensor
    y_validation: Tensor

    def to(self, device: torch.device) -> Data:
        return Data(
            self.x_train.to(device),
            self.y_train.to(device),
            self.x_validation.to(device),
            self.y_validation.to(device),
        )


@dataclass
class Leaders:
    """Of each start of one depth the best hard network on its way: packed [starts, P], mse [starts].

    The last one need not be it: a descent can lose its way, or prune everything away. `first` is the number
    of the first start.
    """

    packed: Tensor
    mse: Tensor
    first: int = 0

    def offer(self, packed: Tensor, mse: Tensor) -> None:
        """One network of each start, and its error."""
        better = mse < self.mse
        self.packed = torch.where(better[:, None], packed, self.packed)
        self.mse = torch.where(better, mse, self.mse)

    def best(self, count: int) -> tuple[Tensor, Tensor]:
        """`count` networks, packed `[count, P]`, the best first and again from the best where they run out,
        and the numbers of their starts `[count]`."""
        order = self.mse.argsort(stable=True)
        index = order[torch.arange(count, device=order.device) % len(order)]
        return self.packed[index], self.first + index


@dataclass
class Hunt:
    """What every way to find networks shares: the table, the networks so far, and the finish.

    generator: every random draw's; variation: scalar, the mean square of the training target about its mean;
    screen: the validation rows at which networks are compared. A finish begins from, by depth, leaders: the
    best of a latent search; offered: networks of the generator's.
    """

    space: Space
    device: torch.device
    data: Data
    generator: torch.Generator
    variation: Tensor
    screen: tuple[Tensor, Tensor]
    archives: dict[int, Archive]
    leaders: dict[int, Leaders]
    offered: dict[int, Leaders]
    step_count: int
    finish: Finish | None

    @property
    def validation_mse(self) -> Tensor:
        """Of each depth, the least error of a hard network so far, on the screening rows: `[D]`."""
        return torch.stack([self.archives[depth].mse.min() for depth in self.space.depths])


@dataclass
class Search(Hunt):
    """A search under way; `latent.init` makes it, `latent.step` and `finish.step` move it.

    z [D, starts, Z]; threshold [D, starts]; alpha [starts]. fitted: the training rows that output layers are
    fitted to, where the autoencoder leaves them open; else None. path: where z has been.
    """

    latent: Mapping[str, Any]
    autoencoder: Autoencoder
    fitted: Target | None
    z: Tensor
    threshold: Tensor
    alpha: Tensor
    optimizer: torch.optim.Adam
    evaluated_at: int
    path: Path


def variation(y: Tensor) -> Tensor:
    """Mean square of `y [S, O]` about each output's mean: scalar."""
    return (y - y.mean(dim=0)).square().mean().clamp_min(LEAST_VARIATION)


def screen(data: Data, rows: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """The validation rows of all comparisons: `rows` different ones, or all where it is 0 or more."""
    total = data.x_validation.shape[0]
    if rows == 0 or rows >= total:
        return data.x_validation, data.y_validation
    chosen = torch.randperm(total, generator=generator, device=generator.device)[:rows]
    return data.x_validation[chosen], data.y_validation[chosen]


def fed(space: Space, depth: int, data: Data) -> Tensor:
    """Which parameters can matter: not the weights of inputs that are 0 in every training row; bool `[W]`."""
    plan = layout(space, depth)
    kept = torch.ones(plan.parameters, dtype=torch.bool, device=data.x_train.device)
    plan.view(kept, "weights_1")[:] = data.x_train.any(dim=0)
    return kept


def sample(hunt: Hunt, rows: int) -> tuple[Tensor, Tensor]:
    """Training rows of one step, `x [S, I]`, `y [1, O, S]`: `rows` of them drawn with replacement, or all.

    All where `rows` is 0 or there are no more.
    """
    data = hunt.data
    if rows == 0 or rows >= data.x_train.shape[0]:
        return data.x_train, data.y_train.T[None]
    chosen = torch.randint(data.x_train.shape[0], (rows,), generator=hunt.generator, device=hunt.device)
    return data.x_train[chosen], data.y_train[chosen].T[None]


def offer(hunt: Hunt, depth: int, packed: Tensor, start: Tensor) -> Tensor:
    """Compares hard networks `[B, P]` on the screening rows, dead parts out, and keeps the best of each size.

    Returns their errors `[B]`. `start [B]` says from which start each comes.
    """
    raw = nonzeros_raw(hunt.space, depth, packed)
    packed = trim(hunt.space, depth, packed)
    mse = mean_squared_error(hunt.space, depth, packed, *hunt.screen)
    hunt.archives[depth].offer(packed, mse, nonzeros(hunt.space, depth, packed), raw, start)
    return mse
