"""A decoder without a neuron, and the tables and settings that the tests of the search share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets.pair import Autoencoder, Decoded, decoded
from py_kernels.search.state import Data

SPACE = Space(
    inputs=2,
    outputs=1,
    max_width=4,
    depths=(1, 2),
    bias=False,
    activations=("sigmoid",),
    output_activation="linear",
    leaky_slope=0.01,
    weight_range=5.0,
)
CPU = torch.device("cpu")
SCHEMA = Path(__file__).parents[3] / "schemas" / "pipeline.schema.json"


def settings(name: str, **changes: Any) -> dict[str, Any]:
    """The defaults of the schema's `latent` or `finish`, with changes."""
    properties = json.loads(SCHEMA.read_text())["$defs"][name]["properties"]
    return {key: value["default"] for key, value in properties.items()} | changes


class Linear(Autoencoder):
    """z times a fixed matrix a depth; encodes the first numbers of a network as they are."""

    def __init__(self, space: Space, latent: int, seed: int) -> None:
        super().__init__(space, latent)
        generator = torch.Generator().manual_seed(seed)
        self.heads = nn.ParameterDict(
            {
                str(depth): torch.randn(latent, layout(space, depth).size, generator=generator) / latent**0.5
                for depth in space.depths
            }
        )

    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        padded = [
            nn.functional.pad(networks[d], (0, self.latent))[:, : self.latent] for d in sorted(networks)
        ]
        return torch.cat(padded)

    def spread(self, z: Tensor) -> Tensor:
        return z

    def head(self, h: Tensor, depth: int) -> Decoded:
        out = h @ self.heads[str(depth)]
        parameters = layout(self.space, depth).parameters
        weights = out[:, :parameters] * self.space.weight_range
        return decoded(self.space, depth, torch.cat([weights, out[:, parameters:] + 1], dim=1))


def teacher(space: Space, depth: int, seed: int) -> Tensor:
    """A hard packed network of all links, `[1, P]`."""
    plan = layout(space, depth)
    packed = torch.zeros(1, plan.size)
    generator = torch.Generator().manual_seed(seed)
    packed[:, : plan.parameters] = (torch.rand(1, plan.parameters, generator=generator) * 2 - 1) * 5
    plan.view(packed, "masks").fill_(1)
    if "choices" in plan.sections:
        plan.view(packed, "choices")[..., 0] = 1
    return packed


def table(space: Space, network: Tensor, depth: int, rows: int, seed: int) -> Data:
    """What the network says at random points: `rows` to train on, half as many to validate."""
    x = torch.rand(rows * 3 // 2, space.inputs, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    y = predict(unpack(space, depth, network), x)[0].T.contiguous()
    return Data(x[:rows], y[:rows], x[rows:], y[rows:])
