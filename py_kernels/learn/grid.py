"""The inputs x on which a training step compares networks.

Letters: I inputs, S samples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

MOST_SAMPLES = 1_048_576


def check(training: Mapping[str, Any], inputs: int) -> None:
    """Raises ValueError where `grid` makes more than MOST_SAMPLES samples."""
    samples = training["grid"] ** inputs
    if samples > MOST_SAMPLES:
        raise ValueError(
            f"grid {training['grid']} with {inputs} inputs makes {samples} samples a network, "
            f"more than {MOST_SAMPLES}: lower grid"
        )


def grid(training: Mapping[str, Any], inputs: int, seed: int, step: int) -> Tensor:
    """All combinations of `grid` values an input in [-1, 1], `[S, I]`; scattered: as many single points.

    Random values depend on (seed, step) alone; they are drawn on the processor, so that every device
    trains on the same.
    """
    values = training["grid"]
    if training["grid_values"] == "scattered":
        return torch.rand(values**inputs, inputs, generator=_generator(seed, step)) * 2 - 1
    if training["grid_values"] == "even":
        axes = torch.linspace(-1, 1, values).expand(inputs, -1)
    else:
        axes = torch.rand(inputs, values, generator=_generator(seed, step)) * 2 - 1
    return torch.cartesian_prod(*axes).reshape(-1, inputs)


def _generator(seed: int, step: int) -> torch.Generator:
    # Hashed, because the generator takes 32 bits of its seed and neighbouring seeds must not share steps.
    digest = hashlib.blake2b(f"{seed} {step}".encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "little"))
