"""Which inputs networks begin with where there are many.

V views, table after table; S rows; I inputs; O outputs; F features, two an input.
"""

from __future__ import annotations

import torch
from torch import Tensor

from .views import Views

TINY = 1e-9


def selected(views: Views, most: int) -> Tensor:
    """Inputs that tell most of the target in the rows of each view, at most so many: bool `[V, I]`.

    Where there are no more than `most`, all that are not 0 throughout their table.

    Forward selection by least squares (orthogonal matching pursuit: Pati, Rezaiifar and Krishnaprasad 1993)
    on every input and its square, the inputs already there accounted for; a class is a target of its own.
    """
    inputs = views.x.shape[2]
    chosen = torch.zeros(views.number, inputs, dtype=torch.bool, device=views.x.device)
    if inputs <= most:
        present = views.of_views((views.x != 0).any(1))
        return present.expand(views.number, -1)
    squares, mixed = _moments(views)
    size = squares.diagonal(dim1=1, dim2=2).clone()
    for _ in range(most):
        left = squares.diagonal(dim1=1, dim2=2)
        free = (left > 1e-6 * size) & ~chosen.repeat(1, 2)
        gain = torch.where(free, mixed.square().sum(2) / left.clamp_min(TINY), -1.0)
        best = gain.argmax(1)
        chosen[torch.arange(len(best)), best % inputs] = True
        for feature in (best % inputs, best % inputs + inputs):
            squares, mixed = _without(squares, mixed, feature, size)
    return chosen


def _moments(views: Views) -> tuple[Tensor, Tensor]:
    """Products of the features about their means `[V, F, F]`, and with the targets `[V, F, O]`."""
    x, y, counts = views.x.double(), views.of_views(views.y.double()), views.counts.double()
    features = views.of_views(torch.cat((x, x.square()), dim=2))
    total = counts.sum(1)[:, None, None]
    centred = features - counts[:, None] @ features / total
    weighed = centred * counts[:, :, None]
    about = y - counts[:, None] @ y / total
    spread = (weighed * centred).sum(1).sqrt().clamp_min(TINY)[:, :, None]
    squares = weighed.transpose(1, 2) @ centred / spread / spread.transpose(1, 2)
    return squares, weighed.transpose(1, 2) @ about / spread


def _without(squares: Tensor, mixed: Tensor, feature: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """What is left of the moments once the feature numbered `feature [V]` is accounted for."""
    view = torch.arange(len(feature))
    column = squares[view, :, feature]
    pivot = column[view, feature]
    # A feature that others already say changes nothing more.
    is_new = pivot > 1e-6 * size[view, feature]
    share = torch.where(is_new[:, None], column / pivot.clamp_min(TINY)[:, None], 0.0)
    squares = squares - share[:, :, None] * column[:, None, :]
    return squares, mixed - share[:, :, None] * mixed[view, feature][:, None, :]
