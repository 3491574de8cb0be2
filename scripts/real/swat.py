"""One row of the benchmark by `swat fit`, in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from .encode import read
from .row import Row, about, significant
from .tables import Table

# Beyond its seconds a fit reads, writes and starts; what takes longer than that hangs.
PATIENCE = 600


class FitFailed(Exception):
    """`swat fit` ended without a network."""


def fit_swat(folder: Path, table: Table, seed: int, seconds: int, out: Path) -> Row:
    """Fits FOLDER/train.csv for so many seconds, leaves what swat writes in OUT. Raises FitFailed."""
    shutil.rmtree(out, ignore_errors=True)
    command = [
        *("node", "dist/cli.js", "fit", str(folder / "train.csv"), "--test", str(folder / "test.csv")),
        *("--target", table.target, "--task", table.task),
        *("--time", f"{seconds}s", "--seed", str(seed), "--out", str(out)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + PATIENCE)
    except subprocess.TimeoutExpired:
        raise FitFailed(f"swat fit was still running {PATIENCE} s after its time") from None
    if done.returncode < 0 or done.returncode == 130:
        # Whoever stopped it wants to go on later.
        raise KeyboardInterrupt
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["swat fit said nothing"]
        raise FitFailed(f"swat fit ended with {done.returncode}: {lines[-1]}")
    front = json.loads((out / "front.json").read_text())
    facts = about(table, read(folder / "train.csv"), read(folder / "test.csv"))
    network = front["networks"][front["chosen"]]
    names = ("r2", "mse") if table.task == "regression" else ("accuracy", "log_loss")
    score, loss = (_known(network["test"].get(name)) for name in names)
    return {
        **facts,
        "method": "swat",
        "seed": seed,
        "seconds": round(front["seconds"], 3),
        "score": score,
        "nonzeros": network["nonzeros"],
        "loss": loss,
    }


def _known(value: Any) -> float | None:
    """Null where a measure is not finite."""
    return None if value is None else significant(value)
