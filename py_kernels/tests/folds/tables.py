"""Small tables in views, for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from py_kernels.folds import Views
from py_kernels.folds.candidate import Candidate
from py_kernels.mlp.space import Space

SETTINGS = {
    "lines": True,
    "line_alone": 0.67,
    "drawn": [{"depth": 1, "neurons": 4, "linear": False, "decay": "evidence"}],
    "latent": [],
    "starts": 3,
    "draws": 8,
    "hottest": 2,
    "survivors": 2,
    "race_steps": 20,
    "dense_steps": 60,
    "steps": 10,
    "refit_steps": 5,
    "size_ratio": 0.7,
    "evidence_after": 8,
    "evidence_every": 2,
    "prune_noise": 0.3,
    "most_inputs": 16,
    "hurry": {"dense_steps": 20, "steps": 8, "refit_steps": 4, "size_ratio": 0.6},
}


def space(inputs: int, bias: bool = True) -> Space:
    return Space(inputs, 1, 8, (1, 2), bias, ("tanh", "linear"), "linear", 0.0, 1.0)


def standard(values: Tensor) -> Tensor:
    return (values - values.mean(0)) / values.std(0, correction=0)


def inputs(rows: int, columns: int, seed: int) -> Tensor:
    return standard(torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed)))


def views(x: Tensor, y: Tensor, folds: int = 5, robust: bool = False) -> Views:
    """Every row left out once, row after row."""
    rows = len(y)
    held = 1 + torch.arange(rows) % folds
    counts = torch.ones(1 + folds, rows)
    counts[held, torch.arange(rows)] = 0
    return Views(x[None], y[None, :, None], counts, held[None, None], robust=robust)


def of_table(candidates: Sequence[Candidate], table: int = 0) -> list[Candidate]:
    """What was found for one table: packed [P], left_out [R, O, S], noise and start numbers."""
    return [
        replace(
            each,
            start=each.start[table],
            packed=each.packed[table],
            left_out=each.left_out[table],
            noise=each.noise[table],
        )
        for each in candidates
    ]
