"""`swat compress` on scikit-learn's MLPs of ten real tables: how much smaller they become within a tolerance.

    python scripts/compress-trial.py FOLDER [--alpha folds] [--steps 600] [--within 10% 1%] [--json FILE]

Of each table the numeric columns and the rows without gaps are taken. An MLP of 16 neurons (scikit-learn's
defaults otherwise: ReLU; 2,000 iterations at most) is fitted to inputs and target of variance 1, the scaling
of the inputs in its ONNX file. Its decay alpha is scikit-learn's .0001, or the best of ALPHAS by five folds.
`swat compress` sees that file and the rows without their target. Needs requirements-onnx.txt. It prints a
line a table, and how many networks were halved; the front of each, sizes and what differences surely are
below on the rows that choose, is in FILE.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from skl2onnx import to_onnx
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.real.load import load
from scripts.real.tables import REGRESSIONS

TEN = (
    "MASS/Boston",
    "ISLR/Auto",
    "datasets/quakes",
    "AER/CASchools",
    "DAAG/ais",
    "openintro/bdims",
    "palmerpenguins/penguins",
    "datasets/airquality",
    "modeldata/concrete",
    "sklearn/diabetes",
)
NEURONS = 16
ALPHAS = (1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0)


def model(name: str, folder: Path, alpha: str) -> tuple[Path, Path, dict[str, Any]]:
    """Fits the MLP and writes it and the rows: both files, and what is known of them."""
    table = next(each for each in REGRESSIONS if each.name == name)
    frame = load(table).select_dtypes("number").dropna()
    x = frame.drop(columns=[table.target])
    y = frame[table.target].to_numpy(float)
    mlp = MLPRegressor(hidden_layer_sizes=(NEURONS,), max_iter=2000, random_state=0)
    search = GridSearchCV(
        make_pipeline(StandardScaler(), mlp),
        {"mlpregressor__alpha": ALPHAS if alpha == "folds" else ALPHAS[:1]},
        cv=KFold(5, shuffle=True, random_state=0),
    )
    search.fit(x.to_numpy(float), (y - y.mean()) / y.std())
    fitted = search.best_estimator_
    known = {"alpha": search.best_params_["mlpregressor__alpha"], "r2": search.best_score_}
    stem = name.replace("/", "-")
    onnx, rows = folder / f"{stem}.onnx", folder / f"{stem}.csv"
    onnx.write_bytes(to_onnx(fitted, x.to_numpy(np.float32)[:1]).SerializeToString())
    x.to_csv(rows, index=False)
    return onnx, rows, {"rows": len(x), "inputs": x.shape[1], **known}


def compressed(onnx: Path, rows: Path, within: str, steps: int) -> dict[str, Any]:
    """What `swat compress` says of it, compressed.json."""
    out = onnx.with_suffix("")
    shutil.rmtree(out, ignore_errors=True)
    command = ["node", "dist/cli.js", "compress", str(onnx), "--table", str(rows), "--within", within]
    subprocess.run([*command, "--steps", str(steps), "--out", str(out)], check=True, capture_output=True)
    found: dict[str, Any] = json.loads((out / "compressed.json").read_text())
    return found


def row(name: str, about: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    proof = result["proof"]
    (output,) = proof["outputs"]
    return {
        "table": name,
        **about,
        "within": result["within"],
        "of": result["of"],
        "deviation": output["deviation"],
        "range": output["range"],
        "before": result["given"]["nonzeros"],
        "after": result["found"]["nonzeros"],
        "rms": proof["relative"],
        "worst": output["worst"] / output[result["of"]],
        "proof_rows": proof["rows"],
        "front": [[each["nonzeros"], each["surely"]] for each in result["sizes"]],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--alpha", choices=["default", "folds"], default="default")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--within", nargs="+", default=["10%", "1%"])
    parser.add_argument("--tables", nargs="+", default=TEN)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore")
    found = []
    for within in asked.within:
        print(f"within {within}")
        print(
            f"{'table':26}{'rows':>6}{'inputs':>8}{'before':>8}{'after':>7}{'share':>7}{'rms':>8}{'worst':>8}"
        )
        rows = []
        for name in asked.tables:
            onnx, table, about = model(name, asked.folder, asked.alpha)
            one = row(name, about, compressed(onnx, table, within, asked.steps))
            rows.append(one)
            sizes = f"{one['rows']:6}{one['inputs']:8}{one['before']:8}{one['after']:7}"
            shares = f"{one['after'] / one['before']:7.0%}{one['rms']:8.2%}{one['worst']:8.2%}"
            print(f"{name:26}{sizes}{shares}", flush=True)
        kept = [one for one in rows if one["rms"] <= one["within"]]
        halved = [one for one in kept if 2 * one["after"] <= one["before"]]
        print(
            f"within it on fresh rows: {len(kept)} of {len(rows)}, {len(halved)} of them halved\n", flush=True
        )
        found += rows
        if asked.json:
            whole = {"alpha": asked.alpha, "steps": asked.steps, "neurons": NEURONS, "networks": found}
            # A pair a line.
            text = re.sub(r"\[\s+([^\s,]+),\s+([^\s,]+)\s+\]", r"[\1, \2]", json.dumps(whole, indent=1))
            asked.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
