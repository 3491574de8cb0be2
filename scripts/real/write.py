"""Writes the rows of a split as FOLDER/NAME/SEED/train.csv and test.csv: write.py FOLDER SEED..."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from sklearn.model_selection import train_test_split

from .load import load
from .tables import TABLES, Table

MOST_ROWS, TEST_SHARE = 3000, 0.3


def write(table: Table, seed: int, folder: Path) -> Path:
    """The folder of this split; the two files are written unless they are there."""
    own = folder / table.name / str(seed)
    if not (own / "test.csv").exists():
        own.mkdir(parents=True, exist_ok=True)
        train, test = split(load(table), table, seed)
        train.to_csv(own / "train.csv", index=False)
        # Last, and in one step: where it stands, the split is whole.
        test.to_csv(own / "test.csv.part", index=False)
        (own / "test.csv.part").rename(own / "test.csv")
    return own


def split(whole: pd.DataFrame, table: Table, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows to fit and to test, 7 to 3, of 3,000 at most; each class has its share in both."""
    if len(whole) > MOST_ROWS:
        whole, _ = train_test_split(
            whole, train_size=MOST_ROWS, random_state=seed, stratify=_classes(whole, table)
        )
    train, test = train_test_split(
        whole, test_size=TEST_SHARE, random_state=seed, stratify=_classes(whole, table)
    )
    return train, test


def _classes(whole: pd.DataFrame, table: Table) -> pd.Series | None:
    return whole[table.target] if table.task == "classification" else None


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("write.py takes a folder and the seeds of the splits")
    for each in TABLES:
        for split_seed in map(int, sys.argv[2:]):
            print(write(each, split_seed, Path(sys.argv[1])))
