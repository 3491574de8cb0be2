"""A search over folds of twenty tables: `python -m py_kernels.bench.busy_search` prints its seconds.

--lapack: small matrices are inverted one after the other, as before they were fused.
"""

from __future__ import annotations

import argparse
import time

import torch

from ..folds import Views, init, step
from ..native import backend
from ..native import normal as native
from ..polish import evidence, surgeon
from .device import FOLDED, settings

TABLES, ROWS, FOLDS, STEPS = 20, 80, 5, 60


def tables() -> Views:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(TABLES, ROWS, FOLDED.inputs, generator=generator)
    noise = torch.randn(TABLES, ROWS, generator=generator)
    y = torch.tanh(2 * x[:, :, 0]) + 0.5 * x[:, :, 1] + 0.2 * noise
    held = 1 + torch.arange(ROWS) % FOLDS
    counts = torch.ones(1 + FOLDS, ROWS)
    counts[held, torch.arange(ROWS)] = 0
    return Views(x, y[:, :, None] / y.std(), counts.repeat(TABLES, 1), held.expand(TABLES, 1, -1))


def seconds() -> float:
    """Of the steps, after the first: what is done once is done with it."""
    drawn = [{"depth": 1, "neurons": 4, "linear": True, "decay": "evidence"}]
    chosen = settings("folds", latent=[], drawn=drawn, starts=2)
    hunt = init(FOLDED, tables(), chosen, ROWS // 3, 0, torch.device("cpu"))
    step(hunt)
    begin = time.perf_counter()
    for _ in range(STEPS):
        step(hunt)
    return time.perf_counter() - begin


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="py_kernels.bench.busy_search", description=__doc__)
    parser.add_argument("--lapack", action="store_true")
    backend("cpu")
    if parser.parse_args().lapack:
        setattr(evidence, "spread", native.plain_spread)  # noqa: B010  (mypy refuses `=` to a function)
        setattr(surgeon, "inverse", native.plain_inverse)  # noqa: B010  (mypy refuses `=` to a function)
    print(seconds())
