"""Convolutions of small images, by products of matrices on the CPU.

B images of R x C cells; K cells of a kernel; F features a cell, which lie together: images `[B, R, C, F]`.

The paper's images have 6 to 231 cells, and a batch has a handful of one kind: oneDNN spends most of its time
on turning weights about, and compiles a program for each size of a batch. Here weights lie as products of
matrices take them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

# Images whose tables a window keeps: those of more are made anew, and memory does not grow with batches.
MOST_KEPT = 64


class Window:
    """Which cells of one image each cell of another, a coarser one, sees through a kernel.

    seen [coarser cells, K]: cells of the finer image, counted from 1; 0: beyond its edge.
    """

    def __init__(self, shape: tuple[int, int], seen: Tensor, finer: int) -> None:
        self.shape = shape
        self._seen, self._finer = seen.flatten(), finer
        counts = self._seen.bincount(minlength=finer + 1)
        self._users = self._seen.argsort(stable=True)[counts[0] :]
        self._starts = counts[1:].cumsum(0) - counts[1:]
        self._kept: dict[int, Tables] = {}

    def tables(self, images: int) -> Tables:
        """Of images whose cells follow each other."""
        if images > MOST_KEPT:
            return self._made(images)
        if images not in self._kept:
            # Those of fewer images are the first ones of more, and share their memory.
            most = self._kept.get(MOST_KEPT) or self._made(MOST_KEPT)
            self._kept[MOST_KEPT] = most
            self._kept[images] = Tables(
                most.seen[: images * len(self._seen)],
                most.users[: images * len(self._users)],
                most.starts[: images * self._finer],
            )
        return self._kept[images]

    def _made(self, images: int) -> Tables:
        image = torch.arange(images)[:, None]
        seen = torch.where(self._seen == 0, 0, self._seen + image * self._finer)
        users, starts = self._users + image * len(self._seen), self._starts + image * len(self._users)
        return Tables(seen.flatten(), users.flatten(), starts.flatten())


@dataclass(frozen=True)
class Tables:
    """seen [coarser cells * K] of all images; for each finer cell the numbers of the entries of `seen` that
    name it: `users`, one list after the other, and where each begins, starts [finer cells].
    """

    seen: Tensor
    users: Tensor
    starts: Tensor


@lru_cache
def window(rows: int, columns: int, stride: int) -> Window:
    """A kernel of 3 x 3 cells that goes by `stride` over an image of `rows` x `columns`, one cell of edge."""
    shape = ((rows - 1) // stride + 1, (columns - 1) // stride + 1)
    numbers = nn.functional.pad(torch.arange(1, rows * columns + 1).view(rows, columns), (1, 1, 1, 1))
    seen = numbers.unfold(0, 3, stride).unfold(1, 3, stride).reshape(shape[0] * shape[1], 9)
    return Window(shape, seen, rows * columns)


class Convolution(nn.Conv2d):
    """A convolution of 1 x 1 or 3 x 3 cells on images `[B, R, C, F]`."""

    def __init__(self, inside: int, outside: int, size: int, stride: int = 1) -> None:
        super().__init__(inside, outside, size, stride, padding=size // 2)
        _lie_as_matrix(self.weight)

    def forward(self, h: Tensor) -> Tensor:
        if h.device.type != "cpu":
            return super().forward(h.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        (stride, _), (size, _) = self.stride, self.kernel_size
        if size == 1:
            seen = h if stride == 1 else h[:, ::stride, ::stride]
            return nn.functional.linear(seen, _matrix(self.weight), self.bias)
        through = window(h.shape[1], h.shape[2], stride)
        patches: Tensor = _Gather.apply(h.reshape(-1, h.shape[3]), through, len(h))  # type: ignore[no-untyped-call]  # torch: no types
        result = nn.functional.linear(patches, _matrix(self.weight), self.bias)
        return result.view(len(h), *through.shape, -1)


class Doubling(nn.ConvTranspose2d):
    """A transposed convolution of 3 x 3 cells: from images of half as many rows and columns, rounded up."""

    def __init__(self, features: int, rows: int, columns: int) -> None:
        odd = (1 - rows % 2, 1 - columns % 2)
        super().__init__(features, features, 3, 2, padding=1, output_padding=odd)
        self.rows, self.columns = rows, columns
        _lie_as_matrix(self.weight)

    def forward(self, h: Tensor, output_size: list[int] | None = None) -> Tensor:
        if h.device.type != "cpu":
            return super().forward(h.permute(0, 3, 1, 2), output_size).permute(0, 2, 3, 1)
        parts = h.reshape(-1, h.shape[3]) @ _matrix(self.weight)
        through = window(self.rows, self.columns, 2)
        result: Tensor = _Spread.apply(parts, through, len(h))  # type: ignore[no-untyped-call]  # torch: no types
        assert self.bias is not None, "made without one"
        return (result + self.bias).view(len(h), self.rows, self.columns, -1)


def _lie_as_matrix(weight: Tensor) -> None:
    """In memory `[outside, 3, 3, inside]`, under the same shape: a matrix without a copy."""
    weight.data = weight.data.contiguous(memory_format=torch.channels_last)


def _matrix(weight: Tensor) -> Tensor:
    """`[M, F, 3, 3]` -> `[M, K * F]`."""
    return weight.permute(0, 2, 3, 1).flatten(1)


def _gather(cells: Tensor, through: Window, images: int) -> Tensor:
    """What each cell sees: `[images * finer cells, F]` -> `[images * coarser cells, K * F]`."""
    with_edge = torch.cat([cells.new_zeros(1, cells.shape[1]), cells])
    return with_edge.index_select(0, through.tables(images).seen).view(-1, 9 * cells.shape[1])


def _spread(parts: Tensor, through: Window, images: int) -> Tensor:
    """The transposed: sums for each finer cell over those that see it, `[., K * F]` -> `[., F]`."""
    tables, rows = through.tables(images), parts.reshape(-1, parts.shape[1] // 9)
    return nn.functional.embedding_bag(tables.users, rows, tables.starts, mode="sum")


class _Gather(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, cells: Tensor, through: Window, images: int) -> Tensor:
        ctx.through, ctx.images = through, images
        return _gather(cells, through, images)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        return _spread(grad, ctx.through, ctx.images), None, None


class _Spread(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, parts: Tensor, through: Window, images: int) -> Tensor:
        ctx.through, ctx.images = through, images
        return _spread(parts, through, images)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        return _gather(grad, ctx.through, ctx.images), None, None
