"""What other programs on the cores cost a search over folds: `python -m py_kernels.bench.busy [--others 2]`.

The same search, of twenty tables and a fixed number of steps, in processes that take turns: threads that wait
spin as the server lets them, or sleep at once; and with the small matrices inverted one after the other by
LAPACK, as before they were fused. First by itself, then beside so many programs that do nothing but count.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from ..serve.waiting import SPINS
from .row import Row, add_json_option, show

SEARCH = "py_kernels.bench.busy_search"
SPINNING, SLEEPING = {"GOMP_SPINCOUNT": SPINS}, {"OMP_WAIT_POLICY": "PASSIVE"}
# What is set, and whether LAPACK inverts.
WAYS: dict[str, tuple[dict[str, str], bool]] = {
    "spinning": (SPINNING, False),
    "sleeping": (SLEEPING, False),
    "spinning_lapack": (SPINNING, True),
}


@contextmanager
def beside(others: int) -> Iterator[None]:
    """With so many busy processes."""
    counting = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(counting) for _ in range(others)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def seconds(setting: dict[str, str], lapack: bool) -> float:
    """Of a search in a process of its own, without its start."""
    command = [sys.executable, "-m", SEARCH, *(["--lapack"] if lapack else [])]
    told = subprocess.run(command, env={**os.environ, **setting}, stdout=subprocess.PIPE, check=True)
    return float(told.stdout)


def rows(others: int, rounds: int) -> Iterator[Row]:
    for count in dict.fromkeys((0, others)):
        taken: dict[str, list[float]] = {name: [] for name in WAYS}
        with beside(count):
            for _ in range(rounds):
                for name, way in WAYS.items():
                    taken[name].append(seconds(*way))
        for name, times in taken.items():
            detail = f"{min(times):.2f} to {max(times):.2f}, {rounds} processes"
            yield Row(f"busy.{name}_beside_{count}", median(times), "s", detail)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="py_kernels.bench.busy", description=__doc__)
    parser.add_argument("--others", type=int, default=2, help="busy programs beside it (2)")
    parser.add_argument("--rounds", type=int, default=5, help="processes of each kind (5)")
    add_json_option(parser)
    arguments = parser.parse_args()
    show(rows(arguments.others, arguments.rounds), arguments.json)
