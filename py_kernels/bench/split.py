"""What a training step spends its time on: `python -m py_kernels.bench.split FOLDER`.

FOLDER holds what was sent to a kernel in training: task.json (`space`, `autoencoder`, `training`, `seed` of
`train_init`, `counts` of `train_steps`) and networks_D.f32 for each depth D, float32 `[B_D, P_D]`.

Beside it stands what the processor could do: the rate of its matrix products at these shapes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..learn import Trainer, init, step
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import fused
from .matmul import linear_layers, products, rate
from .row import Row, add_json_option, show
from .stopwatch import PARTS, Stopwatch, watch

WARM_UP = 2


def read_steps(folder: Path, space: Space, counts: list[list[int]]) -> list[dict[int, Tensor]]:
    """The packed networks of each step by depth, as `train_steps` takes them apart."""
    parts = {}
    for d, depth in enumerate(space.depths):
        numbers = torch.from_numpy(np.fromfile(folder / f"networks_{depth}.f32", dtype=np.float32))
        packed = numbers.view(-1, layout(space, depth).size)
        parts[depth] = torch.split(packed, [row[d] for row in counts])
    return [{depth: part[i] for depth, part in parts.items() if len(part[i])} for i in range(len(counts))]


def measure(trainer: Trainer, steps: list[dict[int, Tensor]]) -> dict[str, float]:
    """Median seconds of each part over the steps, the first ones left out."""
    stopwatch = Stopwatch()
    watch(trainer, stopwatch)
    taken: list[dict[str, float]] = []
    for networks in steps:
        stopwatch.seconds = dict.fromkeys(PARTS, 0.0)
        stopwatch.switch("evaluation")
        step(trainer, networks)
        stopwatch.switch(None)
        taken.append(stopwatch.seconds)
    return {part: median(each[part] for each in taken[WARM_UP:]) for part in PARTS}


def rows(folder: Path) -> Iterator[Row]:
    task: Mapping[str, Any] = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    space, training = Space.from_json(task["space"]), task["training"]
    steps = read_steps(folder, space, task["counts"])
    trainer = init(space, task["autoencoder"], training, task["seed"], torch.device("cpu"), None, steps[0])
    seconds = measure(trainer, steps)
    whole, batch = sum(seconds.values()), training["batch"]
    for part, taken in seconds.items():
        share = f"{100 * taken / whole:.0f} % of the kernel's step"
        yield Row(f"train.split.{part}", taken * 1000, "ms/step", share)
    yield from roof(trainer, batch, seconds["evaluation"])


def roof(trainer: Trainer, batch: int, evaluation: float) -> Iterator[Row]:
    """What the processor's matrix products allow. `evaluation`: seconds a step."""
    layers = linear_layers(trainer.autoencoder)
    a_network, a_second = products(layers), rate(layers, batch, 15)
    threads = torch.get_num_threads()
    detail = f"float32, the autoencoder's shapes at batch {batch}, {threads} threads"
    if fused.loaded is not None:
        share = a_second / (fused.loaded.rates()[0] * 1e9 * threads)
        detail += f"; {100 * share:.0f} % of what registers reach"
    yield Row("matmul.gflops", 2 * a_second / 1e9, "GFLOP/s", detail)
    weights = sum(layer.weight.numel() for layer in layers)
    yield Row("train.mflop_per_network", 2 * a_network / 1e6, "MFLOP", f"{weights / 1e6:.2f} M weights")
    seconds = batch * a_network / a_second
    yield Row("train.roof_matmul", batch / seconds, "networks/s", "were a step its matrix products alone")
    with_evaluation = batch / (seconds + evaluation)
    yield Row("train.roof", with_evaluation, "networks/s", "its matrix products and its evaluations alone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    add_json_option(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    show(rows(options.folder), options.json)


if __name__ == "__main__":
    main()
