"""A table as the numbers that the rivals see. S rows; F columns of numbers after encoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_LEVELS = 12


def read(file: Path) -> pd.DataFrame:
    """A CSV file whose only gaps are empty cells: `NA` may be a level's name."""
    return pd.read_csv(file, keep_default_na=False, na_values=[""])


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: gaps become the median, then mean and standard deviation are taken out."""

    column: str
    median: float
    mean: float
    deviation: float

    def apply(self, rows: pd.DataFrame) -> Array:
        values: Array = pd.to_numeric(rows[self.column], errors="coerce").fillna(self.median).to_numpy(float)
        return ((values - self.mean) / self.deviation)[:, None]


@dataclass(frozen=True)
class Levels:
    """A column of words: a 0 or 1 for each level, 0 everywhere for a gap or a level that was not seen."""

    column: str
    levels: tuple[Any, ...]

    def apply(self, rows: pd.DataFrame) -> Array:
        return np.stack([(rows[self.column] == level).to_numpy(float) for level in self.levels], axis=1)


@dataclass(frozen=True)
class Encoding:
    """How rows become `[S, F]`, learned from the rows to fit."""

    parts: tuple[Numbers | Levels, ...]

    def apply(self, rows: pd.DataFrame) -> Array:
        return np.hstack([np.zeros((len(rows), 0)), *(part.apply(rows) for part in self.parts)])


def encoding(train: pd.DataFrame, inputs: Sequence[str]) -> Encoding:
    """Leaves out constant columns and words of more than 12 levels. Two levels without gaps: one column."""
    parts = (_part(train[column]) for column in inputs)
    return Encoding(tuple(part for part in parts if part is not None))


def _part(values: pd.Series) -> Numbers | Levels | None:
    name = str(values.name)
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        median = float(values.median())
        filled = values.fillna(median).to_numpy(float)
        deviation = float(filled.std())
        return Numbers(name, median, float(filled.mean()), deviation) if deviation > 0 else None
    levels = sorted(values.dropna().unique(), key=str)
    if len(levels) + int(values.isna().any()) < 2 or len(levels) > MOST_LEVELS:
        return None
    is_binary = len(levels) == 2 and not values.isna().any()
    return Levels(name, tuple(levels[1:] if is_binary else levels))
