"""A small training that the tests of learn share."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from py_kernels.learn import Trainer, init

from ..nets.drawn import FUNCTIONAL, SMALL, draw_all

TRAINING: dict[str, Any] = {
    "loss": "log_fvu",
    "loss_floor": 0.01,
    "networks": 640,
    "batch": 16,
    "grid": 4,
    "grid_values": "random",
    "tables": {"rows": [20, 40], "columns": [1, 5], "cells": 1000, "fresh_rows": 30, "noise": [0.05, 0.5]},
    "optimizer": "adamw",
    "learning_rate": 0.003,
    "betas": [0.9, 0.98],
    "weight_decay": 0.01,
    "schedule": "cosine",
    "warmup_steps": 5,
    "final_fraction": 0.01,
    "halve_every": 320,
    "clip_norm": 1.0,
    "masks": "harden",
    "harden_gain": 8.0,
    "harden_fraction": 0.4,
    "weight_penalty": 0.0,
    "structure_weight": 0.0,
    "precision": "float32",
}
LOSSES = ["log_fvu", "annealed", "fvu", "mse", "min", "p_2", "p_minus_2"]
MASKS = ["harden", "soft", "straight_through", "dead"]


def trainer(
    changes: dict[str, Any], state: dict[str, Tensor] | None = None, autoencoder: dict[str, Any] = FUNCTIONAL
) -> Trainer:
    """A training on SMALL with `changes` to TRAINING."""
    return init(SMALL, autoencoder, TRAINING | changes, 7, torch.device("cpu"), state, draw_all(SMALL, 20, 1))
