"""The paper's autoencoder: a convolutional encoder and decoder a depth (section 3.1).

Letters as in mlp/layout.py; Z dimensions of the latent space; R x C a network's matrix (matrix.py).
Widths are those of the authors' code, which the paper leaves open. Numbers go in and come out as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

import torch
from torch import Tensor, nn

from ..mlp.order import in_canonical_order
from ..mlp.space import Space
from .convolution import Convolution, Doubling
from .matrix import Matrix, matrix
from .pair import Autoencoder, Decoded, decoded

CHANNELS = 128


class Residual(nn.Module):
    """Two 3x3 convolutions beside a 1x1 skip, which `skip_norm` normalises over the batch.

    `[B, R, C, inside]` -> `[B, R / stride, C / stride, outside]`.
    """

    def __init__(self, inside: int, outside: int, stride: int, skip_norm: bool, slope: float) -> None:
        super().__init__()
        self.path = nn.Sequential(
            Convolution(inside, outside, 3, stride),
            nn.LeakyReLU(slope),
            Convolution(outside, outside, 3),
        )
        skip: list[nn.Module] = [Convolution(inside, outside, 1, stride)]
        self.skip = nn.Sequential(*skip, *([_Norm(outside)] if skip_norm else []))
        self.activation = nn.LeakyReLU(slope)

    def forward(self, h: Tensor) -> Tensor:
        result: Tensor = self.activation(self.path(h) + self.skip(h))
        return result


class _Norm(nn.BatchNorm2d):
    """Of images `[B, R, C, features]`, over all but the last."""

    def forward(self, h: Tensor) -> Tensor:
        return super().forward(h.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class Convolutional(Autoencoder):
    """An encoder a depth, concatenated (zeros for other depths) -> z -> a switch -> a decoder a depth."""

    def __init__(
        self, space: Space, neuron_order: str, fully_connected: Sequence[int], skip_norm: bool, slope: float
    ) -> None:
        super().__init__(space, fully_connected[-1])
        self.neuron_order = neuron_order
        self.depends_on_batch = skip_norm
        self.matrices = {depth: matrix(space, depth) for depth in space.depths}
        for depth, shape in self.matrices.items():
            self.register_buffer(f"cells_{depth}", shape.cells, persistent=False)
        self.flattened = {
            d: CHANNELS * _quarter(m.rows) * _quarter(m.columns) for d, m in self.matrices.items()
        }
        self.encoders = nn.ModuleDict({str(d): _encoder(skip_norm, slope) for d in space.depths})
        inward = [sum(self.flattened.values()), *fully_connected]
        self.inward = _fully_connected(inward, slope)
        self.outward = _fully_connected(inward[:0:-1], slope)
        # The last outward layer and the switch that splits it, as one layer a depth: the same mathematics.
        self.switch = nn.ModuleDict(
            {str(d): _fully_connected([inward[1], self.flattened[d]], slope) for d in space.depths}
        )
        self.decoders = nn.ModuleDict(
            {str(d): _decoder(m, skip_norm, slope) for d, m in self.matrices.items()}
        )

    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, Z]`, in ascending order of depth."""
        first, rest = self.inward[0], self.inward[1:]
        starts = [sum(size for d, size in self.flattened.items() if d < depth) for depth in sorted(networks)]
        own = [self._encoded(depth, networks[depth]) for depth in sorted(networks)]
        h = _OwnColumns.apply(first.weight, first.bias, starts, *own)  # type: ignore[no-untyped-call]  # torch: no types
        z: Tensor = rest(h)
        return z

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]` -> `[B, H]`, what the switch splits."""
        h: Tensor = self.outward(z)
        return h

    def head(self, h: Tensor, depth: int) -> Decoded:
        """What `spread` gave, `[B, H]` -> B networks of `depth` hidden layers."""
        shape = self.matrices[depth]
        part = self.switch[str(depth)](h)
        part = part.view(len(h), CHANNELS, _quarter(shape.rows), _quarter(shape.columns)).permute(0, 2, 3, 1)
        numbers = self.decoders[str(depth)](part)[:, self.get_buffer(f"cells_{depth}")]
        return decoded(self.space, depth, numbers)

    def _encoded(self, depth: int, packed: Tensor) -> Tensor:
        """`[B, P]` -> the output of the depth's own encoder, flattened; in float32."""
        shape = self.matrices[depth]
        if self.neuron_order == "canonical":
            packed = in_canonical_order(self.space, depth, packed)
        image = packed.new_zeros(len(packed), shape.rows * shape.columns)
        image[:, self.get_buffer(f"cells_{depth}")] = packed
        own = self.encoders[str(depth)](image.view(len(packed), shape.rows, shape.columns, 1))
        flattened: Tensor = own.permute(0, 3, 1, 2).flatten(1).float()
        return flattened


class _OwnColumns(torch.autograd.Function):
    """A linear layer on the concatenation of all encoders' outputs, of which each row has its own depth's
    alone and zeros elsewhere: only the columns of the weights that meet something are gone through.
    """

    @staticmethod
    def forward(ctx: Any, weight: Tensor, bias: Tensor, starts: list[int], *own: Tensor) -> Tensor:
        """weight [M, F of all], bias [M]; own: `[B_d, F_d]` for the columns from `starts` on -> `[B, M]`."""
        ctx.save_for_backward(weight, *own)
        ctx.starts = starts
        with torch.autocast(weight.device.type, enabled=False):
            return torch.cat(
                [torch.addmm(bias, h, _columns(weight, s, h).T) for s, h in zip(starts, own, strict=True)]
            )

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        weight, *own = ctx.saved_tensors
        by_weight = torch.zeros_like(weight)
        by_own = []
        for start, h, rows in zip(ctx.starts, own, torch.split(grad, [len(h) for h in own]), strict=True):
            by_own.append(rows @ _columns(weight, start, h))
            torch.mm(rows.T, h, out=_columns(by_weight, start, h))
        return by_weight, grad.sum(dim=0), None, *by_own


def _columns(weight: Tensor, start: int, h: Tensor) -> Tensor:
    """Those that meet `h [B, F]`, from `start` on."""
    return weight[:, start : start + h.shape[1]]


def _encoder(skip_norm: bool, slope: float) -> nn.Sequential:
    """`[B, R, C, 1]` -> `[B, R / 4, C / 4, 128]`: seven convolutions on the main path."""
    return nn.Sequential(
        Convolution(1, 32, 3),
        nn.LeakyReLU(slope),
        Residual(32, 64, 2, skip_norm, slope),
        Residual(64, CHANNELS, 2, skip_norm, slope),
        Residual(CHANNELS, CHANNELS, 1, skip_norm, slope),
    )


def _decoder(shape: Matrix, skip_norm: bool, slope: float) -> nn.Sequential:
    """`[B, R / 4, C / 4, 128]` -> `[B, R * C]`: the encoder backwards, then fully connected layers."""
    rows, columns = ceil(shape.rows / 2), ceil(shape.columns / 2)
    cells = shape.rows * shape.columns
    return nn.Sequential(
        Convolution(CHANNELS, 64, 3),
        nn.LeakyReLU(slope),
        Residual(64, 64, 1, skip_norm, slope),
        *_doubled(64, rows, columns, slope),
        Residual(64, 32, 1, skip_norm, slope),
        *_doubled(32, shape.rows, shape.columns, slope),
        Residual(32, 1, 1, skip_norm, slope),
        nn.Flatten(),
        _fully_connected([cells, 512, 256], slope),
        nn.Linear(256, cells),
    )


def _doubled(channels: int, rows: int, columns: int, slope: float) -> tuple[nn.Module, nn.Module]:
    """A transposed convolution from half of `rows` and `columns` (rounded up) to all of them."""
    return Doubling(channels, rows, columns), nn.LeakyReLU(slope)


def _fully_connected(widths: Sequence[int], slope: float) -> nn.Sequential:
    """Linear layers through `widths`, a leaky ReLU after each."""
    layers = [(nn.Linear(inside, outside), nn.LeakyReLU(slope)) for inside, outside in pairwise(widths)]
    return nn.Sequential(*(module for layer in layers for module in layer))


def _quarter(size: int) -> int:
    """Cells left of `size` after two convolutions of stride 2."""
    return ceil(ceil(size / 2) / 2)
