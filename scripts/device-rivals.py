"""scikit-learn's models as C for microcontrollers, by emlearn and m2cgen, on two tables of data/.

    python scripts/device-rivals.py FOLDER && node --import tsx scripts/device-rivals.mjs FOLDER

Of each table the numeric columns and the rows without gaps are taken, a fifth of them as test rows. Models
are an MLP of 16 and one of 4 ReLU neurons, alpha by five folds, and a decision tree, its number of leaves
by five folds; the MLP's scaling of inputs and output is folded into its weights, so that all functions take
the table's numbers. FOLDER gets for each table train.csv, test.csv and, by method, a C source with
`predict`, and models.json with the scores. emlearn has MLPs and trees; m2cgen has no MLPs. Needs
requirements-device.txt.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import emlearn
import m2cgen
import numpy as np
import pandas as pd
from sklearn.model_selection import GridSearchCV, KFold, train_test_split
from sklearn.neural_network import MLPRegressor
from sklearn.tree import DecisionTreeRegressor

DATA = Path(__file__).resolve().parents[1] / "data"
TABLES = {"penguins": "body_mass_g", "cars": "miles_per_gallon"}
ALPHAS = (1e-4, 1e-2, 0.1, 1.0, 10.0)
LEAVES = (4, 8, 16, 32, 64)
FOLDS = KFold(5, shuffle=True, random_state=0)

# `predict` of a row, by what the sources of emlearn and of m2cgen have, in the type that they compute in.
EMLEARN_MLP = "\nfloat predict(const float *x) { return eml_net_regress1(&model, x, %d); }\n"
EMLEARN_TREE = "\nfloat predict(const float *x) { return model_predict(x, %d); }\n"
M2CGEN = "\ndouble predict(const double *x) { return score((double *)x); }\n"


def mlp(neurons: int, x: np.ndarray, y: np.ndarray) -> MLPRegressor:
    """An MLP of raw inputs and the raw output: fitted to both with variance 1, the scaling in its weights."""
    means, scales, mean, scale = x.mean(0), x.std(0), y.mean(), y.std()
    model = MLPRegressor(hidden_layer_sizes=(neurons,), max_iter=2000, random_state=0)
    search = GridSearchCV(model, {"alpha": ALPHAS}, cv=FOLDS).fit((x - means) / scales, (y - mean) / scale)
    fitted: MLPRegressor = search.best_estimator_
    first, last = fitted.coefs_
    fitted.coefs_ = [first / scales[:, None], last * scale]
    before, after = fitted.intercepts_
    fitted.intercepts_ = [before - means / scales @ first, after * scale + mean]
    return fitted


def tree(x: np.ndarray, y: np.ndarray) -> DecisionTreeRegressor:
    search = GridSearchCV(DecisionTreeRegressor(random_state=0), {"max_leaf_nodes": LEAVES}, cv=FOLDS)
    fitted: DecisionTreeRegressor = search.fit(x, y).best_estimator_
    return fitted


def sources(x: np.ndarray, y: np.ndarray) -> dict[str, tuple[Any, str, str]]:
    """By method: the model, its C source with `predict`, and the type of a cell."""
    inputs = x.shape[1]
    found: dict[str, tuple[Any, str, str]] = {}
    for neurons in (16, 4):
        model = mlp(neurons, x, y)
        code = emlearn.convert(model, method="loadable", return_type="regressor").save(name="model")
        found[f"MLP of {neurons}, emlearn"] = (model, code + EMLEARN_MLP % inputs, "float")
    model = tree(x, y)
    name = f"tree of {model.get_n_leaves()} leaves"
    code = emlearn.convert(model, method="inline", dtype="float").save(name="model", inference=["inline"])
    found[f"{name}, emlearn"] = (model, code + EMLEARN_TREE % inputs, "float")
    found[f"{name}, m2cgen"] = (model, m2cgen.export_to_c(model) + M2CGEN, "double")
    return found


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    warnings.filterwarnings("ignore")
    for table, target in TABLES.items():
        frame = pd.read_csv(DATA / f"{table}.csv").select_dtypes("number").dropna()
        train, test = train_test_split(frame, test_size=0.2, random_state=0)
        place = folder / table
        place.mkdir(parents=True, exist_ok=True)
        train.to_csv(place / "train.csv", index=False)
        test.to_csv(place / "test.csv", index=False)
        x, y = (part.to_numpy(float) for part in (train.drop(columns=[target]), train[target]))
        unseen = test.drop(columns=[target]).to_numpy(float)
        models = []
        # emlearn compiles what it makes, in the folder in which it is called.
        with tempfile.TemporaryDirectory() as away, contextlib.chdir(away):
            written = sources(x, y)
        for number, (name, (model, code, cell)) in enumerate(written.items()):
            file = f"rival{number}.c"
            (place / file).write_text(code)
            r2 = model.score(unseen, test[target].to_numpy(float))
            models.append({"name": name, "file": file, "cell": cell, "r2": r2})
        about = {"table": table, "target": target, "include": emlearn.includedir, "models": models}
        (place / "models.json").write_text(json.dumps(about, indent=1) + "\n")
        print(table, *(f"{each['name']}: {each['r2']:.3f}" for each in models), sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
