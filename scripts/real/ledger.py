"""Rows that are done, a JSON line each; a run that was stopped goes on behind the last whole line."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from pathlib import Path

from .row import Row

Key = tuple[str, int, str]


def key_of(row: Row) -> Key:
    return row["table"], row["seed"], row["method"]


class Ledger:
    """A file that only grows, and may be written to by several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._rows = {key_of(row): row for row in _whole_rows(file)}

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def add(self, row: Row) -> None:
        with self._lock:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a") as file:
                file.write(json.dumps(row) + "\n")
            self._rows[key_of(row)] = row

    def rows(self) -> list[Row]:
        with self._lock:
            return list(self._rows.values())


def _whole_rows(file: Path) -> list[Row]:
    """A last line that was cut off is taken out of the file, so that the next one starts afresh."""
    if not file.exists():
        return []
    text = file.read_text()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.write_text(whole)
    return [json.loads(line) for line in whole.splitlines()]


def collect(ledgers: Iterable[Ledger], results: Path, tables: Iterable[str]) -> int:
    """Writes all rows to RESULTS in order, over those of the same table, seed and method; how many it has."""
    known = json.loads(results.read_text()) if results.exists() else []
    rows = {key_of(row): row for row in [*known, *(row for each in ledgers for row in each.rows())]}
    place = {table: i for i, table in enumerate(tables)}
    kept = sorted((row for row in rows.values() if row["table"] in place), key=lambda row: _order(row, place))
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in kept)
    results.parent.mkdir(parents=True, exist_ok=True)
    part = results.with_name(f"{results.name}.part")
    part.write_text(f"[\n{lines}\n]\n" if kept else "[]\n")
    part.rename(results)
    return len(kept)


def _order(row: Row, place: dict[str, int]) -> tuple[int, str, int]:
    return place[row["table"]], row["method"], row["seed"]
