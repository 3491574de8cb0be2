"""The paper's autoencoder: a convolutional encoder and decoder a depth (section 3.1).

Letters as in mlp/layout.py; Z dimensions of the latent space; R x C a network's matrix (matrix.py).
Widths are those of the authors' code, which the paper leaves open. Numbers go in and come out as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil

import torch
from torch import Tensor, nn

from ..mlp.order import in_canonical_order
from ..mlp.space import Space
from .matrix import Matrix, matrix
from .pair import Autoencoder, Decoded, decoded

CHANNELS = 128


class Residual(nn.Module):
    """Two 3x3 convolutions beside a 1x1 skip, which `skip_norm` normalises over the batch."""

    def __init__(self, inside: int, outside: int, stride: int, skip_norm: bool, slope: float) -> None:
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(inside, outside, 3, stride, padding=1),
            nn.LeakyReLU(slope),
            nn.Conv2d(outside, outside, 3, padding=1),
        )
        skip: list[nn.Module] = [nn.Conv2d(inside, outside, 1, stride)]
        self.skip = nn.Sequential(*skip, *([nn.BatchNorm2d(outside)] if skip_norm else []))
        self.activation = nn.LeakyReLU(slope)

    def forward(self, h: Tensor) -> Tensor:
        result: Tensor = self.activation(self.path(h) + self.skip(h))
        return result


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
        z: Tensor = self.inward(torch.cat([self._concatenated(d, networks[d]) for d in sorted(networks)]))
        return z

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]` -> `[B, H]`, what the switch splits."""
        h: Tensor = self.outward(z)
        return h

    def head(self, h: Tensor, depth: int) -> Decoded:
        """What `spread` gave, `[B, H]` -> B networks of `depth` hidden layers."""
        shape = self.matrices[depth]
        part = self.switch[str(depth)](h)
        part = part.view(len(h), CHANNELS, _quarter(shape.rows), _quarter(shape.columns))
        numbers = self.decoders[str(depth)](part)[:, self.get_buffer(f"cells_{depth}")]
        return decoded(self.space, depth, numbers)

    def _concatenated(self, depth: int, packed: Tensor) -> Tensor:
        """`[B, P]` -> all encoders' outputs, flattened; those of other depths are zero."""
        shape = self.matrices[depth]
        if self.neuron_order == "canonical":
            packed = in_canonical_order(self.space, depth, packed)
        image = packed.new_zeros(len(packed), shape.rows * shape.columns)
        image[:, self.get_buffer(f"cells_{depth}")] = packed
        own = self.encoders[str(depth)](image.view(len(packed), 1, shape.rows, shape.columns)).flatten(1)
        before = sum(size for d, size in self.flattened.items() if d < depth)
        after = sum(size for d, size in self.flattened.items() if d > depth)
        return nn.functional.pad(own, (before, after))


def _encoder(skip_norm: bool, slope: float) -> nn.Sequential:
    """`[B, 1, R, C]` -> `[B, 128, R / 4, C / 4]`: seven convolutions on the main path."""
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.LeakyReLU(slope),
        Residual(32, 64, 2, skip_norm, slope),
        Residual(64, CHANNELS, 2, skip_norm, slope),
        Residual(CHANNELS, CHANNELS, 1, skip_norm, slope),
    )


def _decoder(shape: Matrix, skip_norm: bool, slope: float) -> nn.Sequential:
    """`[B, 128, R / 4, C / 4]` -> `[B, R * C]`: the encoder backwards, then fully connected layers."""
    rows, columns = ceil(shape.rows / 2), ceil(shape.columns / 2)
    cells = shape.rows * shape.columns
    return nn.Sequential(
        nn.Conv2d(CHANNELS, 64, 3, padding=1),
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
    odd = (1 - rows % 2, 1 - columns % 2)
    return nn.ConvTranspose2d(channels, channels, 3, 2, padding=1, output_padding=odd), nn.LeakyReLU(slope)


def _fully_connected(widths: Sequence[int], slope: float) -> nn.Sequential:
    """Linear layers through `widths`, a leaky ReLU after each."""
    layers = [(nn.Linear(inside, outside), nn.LeakyReLU(slope)) for inside, outside in pairwise(widths)]
    return nn.Sequential(*(module for layer in layers for module in layer))


def _quarter(size: int) -> int:
    """Cells left of `size` after two convolutions of stride 2."""
    return ceil(ceil(size / 2) / 2)
