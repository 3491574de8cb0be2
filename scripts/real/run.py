"""Runs the benchmark on real tables, and goes on where it was stopped: python -m scripts.real.run --help.

Finished rows stand in FOLDER, a JSON line each: in rivals.jsonl, and in LABEL-SECONDSs.jsonl for swat. A fit
that fails is reported, has no row, and is tried again by the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .ledger import Ledger, collect
from .methods import METHODS
from .swat import FitFailed, fit_swat
from .tables import TABLES, Table
from .write import write


@dataclass(frozen=True)
class Runner:
    folder: Path
    seconds: int
    label: str
    rivals: Ledger | None
    swat: Ledger | None

    def split(self, table: Table, seed: int) -> str | None:
        """Does what is not done on one split; what failed, or None."""
        rivals = [name for name in METHODS if self.rivals and (table.name, seed, name) not in self.rivals]
        asks_swat = self.swat is not None and (table.name, seed, "swat") not in self.swat
        if not rivals and not asks_swat:
            return None
        begin = time.monotonic()
        rows = write(table, seed, self.folder)
        told = []
        try:
            if rivals:
                told += self._fit_rivals(rows, table, seed, rivals)
            if asks_swat:
                told.append(self._fit_swat(rows, table, seed))
        except FitFailed as failure:
            sys.stderr.write(f"{table.name} {seed}: {failure}\n")
            return f"{table.name} {seed}: {failure}"
        took = time.monotonic() - begin
        # One write, so that the lines of two jobs stay apart.
        sys.stderr.write(f"{table.name} {seed}: {'  '.join(told)}  ({took:.0f} s)\n")
        return None

    def _fit_rivals(self, rows: Path, table: Table, seed: int, names: Sequence[str]) -> list[str]:
        command = [sys.executable, "-m", "scripts.real.rivals", str(rows), table.name, str(seed), *names]
        told = []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                row = json.loads(line)
                assert self.rivals is not None
                self.rivals.add(row)
                told.append(f"{row['method']} {row['score']:.3f}")
        if process.returncode != 0:
            raise FitFailed(f"the rivals ended with {process.returncode} after {len(told)} of {len(names)}")
        return told

    def _fit_swat(self, rows: Path, table: Table, seed: int) -> str:
        row = fit_swat(rows, table, seed, self.seconds, rows / f"{self.label}-{self.seconds}s")
        assert self.swat is not None
        self.swat.add(row)
        return f"swat {row['score']} by {row['nonzeros']} numbers"


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    folder = Path(asked.folder)
    runner = Runner(
        folder=folder,
        seconds=asked.seconds,
        label=asked.label,
        rivals=Ledger(folder / "rivals.jsonl") if asked.methods != "swat" else None,
        swat=Ledger(folder / f"{asked.label}-{asked.seconds}s.jsonl") if asked.methods != "rivals" else None,
    )
    tables = [table for table in TABLES if not asked.tables or table.name in asked.tables]
    unknown = set(asked.tables) - {table.name for table in TABLES}
    if unknown:
        sys.exit(f"no table is called {', '.join(sorted(unknown))}: see scripts/real/tables.py")
    splits = [(table, seed) for seed in asked.seeds for table in tables]
    with ThreadPoolExecutor(asked.jobs) as pool:
        failures = [each for each in pool.map(lambda split: runner.split(*split), splits) if each]
    ledgers = [each for each in (runner.rivals, runner.swat) if each]
    rows = collect(ledgers, Path(asked.results), [table.name for table in TABLES])
    print(f"{rows} rows in {asked.results}; {len(failures)} splits failed", file=sys.stderr)
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts.real.run", description=__doc__)
    parser.add_argument("--folder", required=True, help="where splits, fits and finished rows lie")
    parser.add_argument("--results", required=True, help="JSON file of all rows")
    parser.add_argument("--methods", choices=["all", "rivals", "swat"], required=True)
    parser.add_argument("--seconds", type=int, required=True, help="for each `swat fit`")
    parser.add_argument("--seeds", type=int, nargs="+", required=True, help="one for each split")
    parser.add_argument("--jobs", type=int, required=True, help="splits at once")
    parser.add_argument("--label", required=True, help="of the rows by swat: another one starts afresh")
    parser.add_argument("--tables", nargs="*", default=[], help="only these")
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("stopped: the same command goes on from here\n")
        sys.exit(130)
