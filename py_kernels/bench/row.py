"""What a measuring program says: rows, for a person or as lines of JSON for `make bench`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """`value` is None where it could not be measured, and `detail` says why. Names: docs/bench.md."""

    name: str
    value: float | None
    unit: str
    detail: str


def add_json_option(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="a line of JSON a row")


def show(rows: Iterable[Row], as_json: bool) -> None:
    """Prints each row as soon as it is there."""
    for row in rows:
        if as_json:
            print(json.dumps(asdict(row), allow_nan=False), flush=True)
        else:
            value = "-" if row.value is None else f"{row.value:.4g}"
            print(f"{row.name:44}{value:>10} {row.unit:12} {row.detail}", flush=True)
