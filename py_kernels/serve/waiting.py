"""How threads wait for each other: libgomp reads it once, with torch; so this room imports nothing of it.

Threads that wait spin first, and then sleep. Where nothing else runs spinning is faster; where others use the
cores a thread spins for one that does not run, and most of the time goes there (docs/kernel.md).
"""

from __future__ import annotations

import os
import time
from pathlib import Path

SPINS = "10000"
# For how long others are watched; the system counts in hundredths.
WATCHED_SECONDS = 0.1
# Of a core: what others may use before threads do without spinning.
SPARE = 0.75


def choose(threads: int) -> None:
    """Sets how `threads` threads (0: one a core) wait, unless the environment says it."""
    if "OMP_WAIT_POLICY" in os.environ or "GOMP_SPINCOUNT" in os.environ:
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores - (threads or cores) + SPARE < used_by_others(WATCHED_SECONDS):
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    else:
        os.environ["GOMP_SPINCOUNT"] = SPINS


def used_by_others(seconds: float, stat: Path = Path("/proc/stat")) -> float:
    """How many cores other processes keep busy, watched for so long; 0 where the system does not say it.

    Who has started this one is no other: it reads a table meanwhile, and then waits.
    """
    parent = stat.parent / str(os.getppid()) / "stat"
    before = _ticks(stat, parent)
    if before is None:
        return 0.0
    time.sleep(seconds)
    after = _ticks(stat, parent)
    if after is None:
        return 0.0
    busy, every = after[0] - before[0], after[1] - before[1]
    return (os.cpu_count() or 1) * max(0, busy) / max(1, every)


def _ticks(stat: Path, parent: Path) -> tuple[int, int] | None:
    """Busy ones but the parent's, and all, of all cores together; the machine's host counts as another."""
    try:
        words = stat.read_text().split("\n", 1)[0].split()
        user, nice, system, idle, waiting, *others = [int(word) for word in words[1:9]]
        # A name in brackets may have spaces; the eleventh word after it is the time of user code.
        own = sum(int(word) for word in parent.read_text().rpartition(")")[2].split()[11:13])
    except (OSError, ValueError):
        return None
    busy = user + nice + system + sum(others)
    return busy - own, busy + idle + waiting
