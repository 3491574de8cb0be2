"""Hunts and settings that the tests of the rivals share."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import torch

from py_kernels.mlp.space import Space
from py_kernels.rivals import open_hunt
from py_kernels.search.state import Data, Hunt
from py_kernels.tests.search.linear import CPU, SCHEMA, SPACE, table, teacher

MIXED = replace(SPACE, bias=True, activations=("tanh", "sigmoid"), output_activation="sigmoid", outputs=2)


def settings(name: str, **changes: Any) -> dict[str, Any]:
    """The defaults of the schema's definition `name`, with changes."""
    properties = json.loads(SCHEMA.read_text())["$defs"][name]["properties"]
    return {key: value["default"] for key, value in properties.items()} | changes


def taught(space: Space = SPACE, rows: int = 200, seed: int = 3) -> Data:
    """A table of what a network of depth 1 answers."""
    return table(space, teacher(space, 1, seed), 1, rows, seed)


def hunt(space: Space = SPACE, data: Data | None = None, seed: int = 0) -> Hunt:
    return open_hunt(space, data or taught(space), 0, seed, CPU)


def one_column(x: torch.Tensor, y: torch.Tensor) -> Data:
    """Two thirds of the rows to train on, the rest to validate."""
    cut = len(x) * 2 // 3
    return Data(x[:cut], y[:cut, None], x[cut:], y[cut:, None])
