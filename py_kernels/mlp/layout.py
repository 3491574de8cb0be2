"""The padded layout of a network of one depth: one flat vector, named sections, row-major `[to, from]`.

Letters: B networks, L hidden layers, N slots a hidden layer (`max_width`), I inputs, O outputs,
A activations to choose from, P numbers a network, W numbers that are weights or biases (the first W of P).

    weights_1 [N, I], weights_2 .. weights_L [N, N], weights_{L+1} [O, N],
    bias_1 .. bias_L [N], bias_{L+1} [O]      (only where the space has biases)
    masks [L, N]                              (1: the neuron is active)
    choices [L, N, A]                         (only where A > 1: one-hot)

`ts/mlp/pack.ts` says the same in TypeScript; golden files tie the two. Nobody else writes a column number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

from torch import Tensor

from .space import Space


@dataclass(frozen=True)
class Section:
    """A named part of the flat vector."""

    start: int
    shape: tuple[int, ...]

    @property
    def stop(self) -> int:
        return self.start + prod(self.shape)


@dataclass(frozen=True)
class Layout:
    """Sections of a network with `depth` hidden layers; `parameters` = W, `size` = P."""

    depth: int
    sections: dict[str, Section]
    parameters: int
    size: int

    def view(self, packed: Tensor, name: str) -> Tensor:
        """`packed [..., P]` (or `[..., W]` for weights and biases) -> the section `[..., *shape]`, a view."""
        section = self.sections[name]
        return packed[..., section.start : section.stop].reshape(*packed.shape[:-1], *section.shape)


@lru_cache
def layout(space: Space, depth: int) -> Layout:
    """The layout of networks of `depth` hidden layers in `space`."""
    width = space.max_width
    shapes: list[tuple[str, tuple[int, ...]]] = []
    for k in range(1, depth + 2):
        rows = space.outputs if k == depth + 1 else width
        columns = space.inputs if k == 1 else width
        shapes.append((f"weights_{k}", (rows, columns)))
    if space.bias:
        shapes += [(f"bias_{k}", (space.outputs if k == depth + 1 else width,)) for k in range(1, depth + 2)]
    parameters = sum(prod(shape) for _, shape in shapes)
    shapes.append(("masks", (depth, width)))
    if len(space.activations) > 1:
        shapes.append(("choices", (depth, width, len(space.activations))))
    sections: dict[str, Section] = {}
    start = 0
    for name, shape in shapes:
        sections[name] = Section(start, shape)
        start = sections[name].stop
    return Layout(depth, sections, parameters, start)
