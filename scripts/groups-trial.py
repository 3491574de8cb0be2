"""A network for each of many groups, beside ridge regression and scikit-learn's MLP on the same rows.

    python scripts/groups-trial.py FOLDER [--groups 1000] [--rows 100] [--seconds 100] [--first 10]
        [--rivals 1000]

Draws the groups' tables, five inputs each: a slope of its own, in most a bend, in some a product of two
inputs, and noise of a tenth to six tenths of the spread. A fifth of a group's rows are its test rows. `swat
fit --by` has `seconds` for all groups, and once more `first`, without a space and through the one that
reads tables; the rivals are fitted to `rivals` of them, in turn, on one core: ridge regression,
cross-validated, and an MLP of 8 tanh neurons, alpha .01, .1, 1 or 10 by three folds.
It prints the score (R2 on test rows, mean over groups) and the seconds of each; --json FILE writes them too.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

INPUTS = 5
HEADER = ["group", *(f"x{i + 1}" for i in range(INPUTS)), "y"]
Rows = dict[str, tuple[np.ndarray, np.ndarray]]


def drawn(groups: int, rows: int, seed: int = 0) -> Rows:
    """Inputs [rows, INPUTS] and target [rows] of each group."""
    random = np.random.default_rng(seed)
    found: Rows = {}
    for g in range(groups):
        x = random.normal(size=(rows, INPUTS))
        slopes = random.normal(size=INPUTS) * [1, 1, 0.5, 0.5, 0]
        bend, shift = random.uniform(0, 1.5), random.normal()
        y = 0.5 * x @ slopes + bend * np.tanh(2 * x[:, 0] + shift)
        if random.uniform() < 0.4:
            y = y + 0.6 * bend * x[:, 1] * x[:, 2]
        y = y + random.uniform(0.1, 0.6) * y.std() * random.normal(size=rows)
        found[f"g{g + 1}"] = (x.round(4), y.round(4))
    return found


def written(file: Path, tables: Rows, part: slice) -> None:
    with file.open("w", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        for name, (x, y) in tables.items():
            lines.writerows([name, *row, value] for row, value in zip(x[part], y[part], strict=True))


def r2(truth: np.ndarray, answers: np.ndarray) -> float:
    return float(1 - ((truth - answers) ** 2).sum() / ((truth - truth.mean()) ** 2).sum())


def ridge() -> object:
    return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-4, 4, 33)))


def mlp() -> object:
    network = MLPRegressor(
        hidden_layer_sizes=(8,), activation="tanh", solver="lbfgs", max_iter=500, random_state=0
    )
    return GridSearchCV(
        make_pipeline(StandardScaler(), network), {"mlpregressor__alpha": [0.01, 0.1, 1, 10]}, cv=3
    )


def rival(name: str, make: Callable[[], object], tables: Rows, fitted: int, count: int) -> dict[str, object]:
    begun, scores = time.perf_counter(), []
    with threadpool_limits(1):
        for x, y in list(tables.values())[:count]:
            model = make().fit(x[:fitted], y[:fitted])  # type: ignore[attr-defined]
            scores.append(r2(y[fitted:], model.predict(x[fitted:])))
    seconds = time.perf_counter() - begun
    return {"method": name, "groups": len(scores), "mean_r2": float(np.mean(scores)), "seconds": seconds}


def swat(folder: Path, seconds: float, space: str, count: int) -> dict[str, object]:
    out = folder / "fit"
    shutil.rmtree(out, ignore_errors=True)
    begun = time.perf_counter()
    command = ["node", "dist/cli.js", "fit", str(folder / "fitted.csv"), "--test", str(folder / "test.csv")]
    asked = ["--target", "y", "--by", "group", "--space", space]
    options = [*asked, "--time", f"{seconds:g}s", "--out", str(out)]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    taken = time.perf_counter() - begun
    found = json.loads((out / "groups.json").read_text())["groups"]
    scores = [group["test"] for group in found]
    return {
        "method": f"swat fit --by --time {seconds:g}s --space {space}",
        "groups": len(found),
        "mean_r2": float(np.mean(scores)),
        "mean_r2_where_rivals_are": float(np.mean(scores[:count])),
        "seconds": taken,
        "median_nonzeros": float(np.median([group["nonzeros"] for group in found])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=100)
    parser.add_argument("--first", type=float, default=10)
    parser.add_argument("--rivals", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    tables, fitted = drawn(arguments.groups, arguments.rows), arguments.rows * 4 // 5
    written(arguments.folder / "fitted.csv", tables, slice(0, fitted))
    written(arguments.folder / "test.csv", tables, slice(fitted, None))
    asked = [(arguments.seconds, "none"), (arguments.first, "none"), (arguments.first, "table")]
    rows = [swat(arguments.folder, seconds, space, arguments.rivals) for seconds, space in asked]
    rows += [
        rival(name, make, tables, fitted, arguments.rivals)
        for name, make in (("ridge, cross-validated", ridge), ("scikit-learn's MLP, by folds", mlp))
    ]
    for row in rows:
        size = f", {row['median_nonzeros']:.0f} numbers" if "median_nonzeros" in row else ""
        score = f"R2 {row['mean_r2']:.3f} over {row['groups']} groups"
        if "mean_r2_where_rivals_are" in row:
            score += f", {row['mean_r2_where_rivals_are']:.3f} over the first {arguments.rivals}"
        print(f"{row['method']}: {score}, {row['seconds']:.0f} s{size}")
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
