"""This checkout's kernel beside a commit's, in turns in one process: `python scripts/kernel-turns.py COMMIT`.

The fused kernel at several numbers of source networks, then training steps of presets. Processor time of one
thread, medians: other programs, and hours in which the machine is slow, fall on both alike.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median
from typing import Any

import torch

ROOT = Path(__file__).parents[1]
PACKAGES = {"before": "py_before", "now": "py_kernels"}


def fetch(commit: str, folder: Path) -> None:
    """The commit's package as `py_before` in `folder`, its kernel built."""
    archive = subprocess.run(
        ["git", "archive", commit, "py_kernels", "schemas"], cwd=ROOT, check=True, capture_output=True
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    (folder / "py_kernels").rename(folder / PACKAGES["before"])
    subprocess.run([sys.executable, "-m", "py_before.native.build"], cwd=folder, check=True)


def part(package: str, room: str) -> Any:
    return importlib.import_module(f"{PACKAGES[package]}.{room}")


def operator(package: str) -> Any:
    """`native.squared_error`, where it may not know rows yet."""
    squared_error = part(package, "native").squared_error
    if "rows" in inspect.signature(squared_error).parameters:
        return squared_error
    return lambda networks, x, y, rows: squared_error(
        networks, x, y if rows is None else y.index_select(0, rows)
    )


def compare_kernels(networks: int, rounds: int, wide: bool) -> None:
    """Microseconds a source network, as bench/kernel.py takes them, and shares of the roof."""
    halves: dict[str, list[Any]] = {package: [] for package in PACKAGES}
    bench = part("now", "bench.kernel")
    problem = bench.draw(networks, 1000, bench.WIDE if wide else bench.SPACE)
    repeats = max(1, 1024 // networks)
    for _ in range(rounds):
        for package in PACKAGES:
            halves[package] += bench.measure(problem, repeats, {"": operator(package)}).values()
    roof = bench.roof(
        part("now", "native.fused").loaded.rates(), 1000, 1, bench.WIDE if wide else bench.SPACE
    )
    shape = "32 inputs, width 16" if wide else "3 inputs, width 7"
    for package in PACKAGES:
        forward = median(each.forward for each in halves[package])
        winner = median(each.winner for each in halves[package])
        share = f"{roof.step / (forward + winner):.3f} of the roof"
        print(
            f"{shape}, {networks} networks, {package}: forward {forward:.1f}, winner {winner:.1f} us, {share}"
        )


def drawn(device: Any, batch: int, steps: int) -> list[dict[int, torch.Tensor]]:
    """Dense networks of depths by chance, as they come in training, by depth for each step."""
    generator = torch.Generator().manual_seed(0)
    depths = device.SPACE.depths
    rows = torch.randint(len(depths), (steps, batch), generator=generator)
    counts = [row.bincount(minlength=len(depths)).tolist() for row in rows]
    return [
        {d: device.packed(device.SPACE, d, n, generator) for d, n in zip(depths, row, strict=True) if n}
        for row in counts
    ]


def begin(package: str, preset: str, seed: int, measured: Any, **changes: object) -> Any:
    """A training of the preset, which measures random networks first where it measures some."""
    device, learn = part(package, "bench.device"), part(package, "learn")
    settings = json.loads((ROOT / "schemas" / "presets.json").read_text())[preset]["train"]
    kind = settings["autoencoder"]["kind"]
    training = device.settings("training", **settings["training"] | changes)
    autoencoder = device.settings(kind, kind=kind)
    return learn.init(device.SPACE, autoencoder, training, seed, torch.device("cpu"), None, measured)


def compare_training(preset: str, precision: str, rounds: int) -> None:
    """Milliseconds of a step."""
    batches = {}
    trainers = {}
    for package in PACKAGES:
        trainer = begin(
            package, preset, 0, drawn(part(package, "bench.device"), 2000, 1)[0], precision=precision
        )
        steps = drawn(part(package, "bench.device"), trainer.training["batch"], 8 * rounds)
        trainers[package], batches[package] = trainer, iter(steps)
    taken: dict[str, list[float]] = {package: [] for package in PACKAGES}
    for _ in range(rounds):
        for package, trainer in trainers.items():
            for batch in itertools.islice(batches[package], 8):
                start = time.process_time()
                part(package, "learn").step(trainer, batch)
                taken[package].append(time.process_time() - start)
    for package, times in taken.items():
        step = 1000 * median(times[len(times) // 4 :])
        print(
            f"training of preset {preset} in {precision}, {package}: {step:.1f} ms of processor time a step"
        )


def compare_losses(seeds: int) -> None:
    """Of preset swat after 100,000 networks: means over the last fifth of the steps, one a seed."""
    for package in PACKAGES:
        steps = drawn(part(package, "bench.device"), 512, 196)
        ends = []
        for seed in range(seeds):
            trainer = begin(
                package, "swat", seed, drawn(part(package, "bench.device"), 20_000, 1)[0], networks=100_000
            )
            losses = [float(part(package, "learn").step(trainer, batch)[0]) for batch in steps]
            ends.append(mean(losses[-len(losses) // 5 :]))
        each = " ".join(f"{end:.3f}" for end in ends)
        print(f"loss of preset swat after 100,000 networks, {package}: mean {mean(ends):.4f} of {each}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--networks", type=int, nargs="*", default=[64, 1024, 4096])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--seeds", type=int, default=0, help="of trainings on 100,000 networks, for their losses"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    with tempfile.TemporaryDirectory() as folder:
        fetch(options.commit, Path(folder))
        sys.path[:0] = [folder, str(ROOT)]
        for networks in options.networks:
            compare_kernels(networks, options.rounds, wide=False)
        compare_kernels(256, options.rounds, wide=True)
        for preset in ("swat", "paper"):
            for precision in ("float32", "bfloat16"):
                compare_training(preset, precision, options.rounds)
        if options.seeds:
            compare_losses(options.seeds)


if __name__ == "__main__":
    main()
