"""A space that reads tables, and small tables, for the tests of nets, learn and folds."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from py_kernels.mlp.space import Space
from py_kernels.nets import Tabular, build

SPACE = Space(
    inputs=5,
    outputs=1,
    max_width=4,
    depths=(1, 2),
    bias=True,
    activations=("tanh", "linear"),
    output_activation="linear",
    leaky_slope=0.0,
    weight_range=1.7,
)
TABLE: dict[str, Any] = {"kind": "table", "hidden": 8, "cells": 6, "layers": 2, "slots": 5, "unit": 3}


def tabular(seed: int = 0, space: Space = SPACE) -> Tabular:
    module = build(space, TABLE, seed, "cpu")
    assert isinstance(module, Tabular)
    # At first all decays are alike.
    with torch.no_grad():
        module.decay.weight.normal_(generator=torch.Generator().manual_seed(seed))
    return module


def table(tables: int, rows: int, columns: int, seed: int) -> tuple[Tensor, Tensor]:
    """x [B, S, C], y [B, S]: a bent function with noise, in units of its own."""
    generator = torch.Generator().manual_seed(seed)
    x = 3 + 2 * torch.randn(tables, rows, columns, generator=generator)
    noise = torch.randn(tables, rows, generator=generator)
    return x, 10 + 4 * torch.tanh(x[..., 0] - 3) + x.sum(2) + 0.3 * noise
