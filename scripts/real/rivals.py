"""Fits rivals to a split's rows, and prints a JSON line for each: rivals.py FOLDER TABLE SEED METHOD...

FOLDER has train.csv and test.csv. One process a split, so that its memory is given back.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, log_loss, mean_squared_error, r2_score

from .count import numbers_of
from .encode import encoding, read
from .methods import METHODS
from .row import Row, about, significant
from .tables import TABLES, Table


def fit_rivals(folder: Path, table: Table, seed: int, methods: Sequence[str]) -> Iterator[Row]:
    """A row for each method, as it is done."""
    train, test = read(folder / "train.csv"), read(folder / "test.csv")
    inputs = [column for column in train.columns if column != table.target]
    rule = encoding(train, inputs)
    x, asked = rule.apply(train), rule.apply(test)
    facts = about(table, train, test)
    for method in methods:
        begin = time.perf_counter()
        with warnings.catch_warnings():
            # That a fit would have gone on is expected.
            warnings.simplefilter("ignore")
            score, loss, nonzeros = _FIT[table.task](
                method, x, asked, train[table.target], test[table.target], seed
            )
        yield {
            **facts,
            "method": method,
            "seed": seed,
            "seconds": round(time.perf_counter() - begin, 3),
            "score": significant(score),
            "nonzeros": nonzeros,
            "loss": significant(loss),
        }


def _regression(
    method: str, x: Any, asked: Any, y: pd.Series, truth: pd.Series, seed: int
) -> tuple[float, float, int]:
    """R2 and mean squared error, in the target's unit squared, on the test rows."""
    centre, spread = float(y.mean()), float(y.std(ddof=0)) or 1.0
    model = METHODS[method](x, (y.to_numpy(float) - centre) / spread, "regression", seed)
    prediction = model.predict(asked) * spread + centre
    return (
        float(r2_score(truth, prediction)),
        float(mean_squared_error(truth, prediction)),
        numbers_of(model),
    )


def _classification(
    method: str, x: Any, asked: Any, y: pd.Series, truth: pd.Series, seed: int
) -> tuple[float, float, int]:
    """Accuracy and mean log loss on the test rows."""
    labels, codes = np.unique(y, return_inverse=True)
    true = np.searchsorted(labels, truth.to_numpy())
    model = METHODS[method](x, codes, "classification", seed)
    chance = model.predict_proba(asked)
    return (
        float(accuracy_score(true, chance.argmax(axis=1))),
        float(log_loss(true, chance, labels=range(len(labels)))),
        numbers_of(model),
    )


_FIT = {"regression": _regression, "classification": _classification}


if __name__ == "__main__":
    place, name, split_seed, *names = sys.argv[1:]
    [which] = (table for table in TABLES if table.name == name)
    for row in fit_rivals(Path(place), which, int(split_seed), names):
        print(json.dumps(row), flush=True)
