"""Networks of scikit-learn and torch as their tools write them, and what onnxruntime answers: for tests.

    python scripts/foreign-golden.py ts/test/foreign/files

Needs requirements-onnx.txt and torch. Other versions of the tools may write other bytes; the tests want the
answers.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from safetensors.torch import save_file
from skl2onnx import to_onnx
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
FOLDER = Path(sys.argv[1])
RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(200, 3)) * [1, 10, 0.1] + [0, 5, 1]
Y = np.tanh(X[:, 0]) + 0.1 * X[:, 1]
ASKED = X[:6].astype(np.float32)


def of_sklearn() -> dict[str, bytes]:
    words, thirds = np.where(Y > 0, "yes", "no"), np.digitize(Y, [-0.3, 0.9])
    scaled = {"max_iter": 400, "random_state": 0}
    one = make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,), **scaled)).fit(X, Y)
    several = MLPRegressor(hidden_layer_sizes=(6,), **scaled).fit(X, np.c_[Y, X[:, 0]])
    two = MLPClassifier(hidden_layer_sizes=(5,), activation="tanh", **scaled)
    three = MLPClassifier(hidden_layer_sizes=(6, 4), activation="logistic", **scaled)
    classes = make_pipeline(StandardScaler(), two).fit(X, words)
    more = make_pipeline(StandardScaler(), three).fit(X, thirds)
    options: dict[str, Any] = {"zipmap": False}
    return {
        "one.onnx": _written(one),
        "several.onnx": _written(several),
        "two-classes.onnx": _written(classes),
        "three-classes.onnx": _written(more),
        "three-classes-plain.onnx": _written(more, options=options),
    }


def _written(model: Any, **how: Any) -> bytes:
    written: bytes = to_onnx(model, ASKED[:1], **how).SerializeToString()
    return written


def of_torch() -> dict[str, bytes]:
    torch.manual_seed(0)
    sizes = [torch.nn.Linear(3, 6), torch.nn.ReLU(), torch.nn.Linear(6, 4), torch.nn.ReLU()]
    net = torch.nn.Sequential(*sizes, torch.nn.Linear(4, 1))
    save_file(net.state_dict(), FOLDER / "torch.safetensors")
    written = io.BytesIO()
    torch.onnx.export(net, (torch.zeros(1, 3),), written, dynamo=False)
    return {"torch.onnx": written.getvalue()}


def answers(model: bytes) -> list[list[float]]:
    """Of classes the probabilities of all."""
    session = onnxruntime.InferenceSession(model)
    name = session.get_inputs()[0].name
    rows = [session.run(None, {name: ASKED[i : i + 1]})[-1] for i in range(len(ASKED))]
    said = [list(row[0].values()) if isinstance(row, list) else row.ravel() for row in rows]
    return [[float(value) for value in each] for each in said]


def main() -> None:
    golden = {}
    for name, model in {**of_sklearn(), **of_torch()}.items():
        (FOLDER / name).write_bytes(model)
        golden[name] = answers(model)
    golden["torch.safetensors"] = golden["torch.onnx"]
    whole = {"x": ASKED.astype(float).tolist(), "answers": golden}
    (FOLDER / "golden.json").write_text(json.dumps(whole, indent=1) + "\n")


if __name__ == "__main__":
    main()
