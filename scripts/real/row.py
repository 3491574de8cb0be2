"""What one method reached on one split of one table."""

from __future__ import annotations

from typing import TypedDict

import pandas as pd

from .tables import Table, Task


class About(TypedDict):
    """rows: to fit and to test together; inputs: columns before encoding; classes: 0 for a regression."""

    table: str
    task: Task
    rows: int
    inputs: int
    classes: int


class Row(About):
    """On the test rows. score: R2 or accuracy; loss: mean squared error or log loss; null: not finite."""

    method: str
    seed: int
    seconds: float
    score: float | None
    nonzeros: int | None
    loss: float | None


def about(table: Table, train: pd.DataFrame, test: pd.DataFrame) -> About:
    classes = train[table.target].nunique() if table.task == "classification" else 0
    return {
        "table": table.name,
        "task": table.task,
        "rows": len(train) + len(test),
        "inputs": len(train.columns) - 1,
        "classes": int(classes),
    }


def significant(value: float) -> float:
    """Six digits: results are read by people, and no split is worth more."""
    return float(f"{value:.6g}")
