"""Specification of how threads wait: spinning where the cores are theirs, asleep where others use them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from py_kernels.serve import waiting
from py_kernels.serve.waiting import choose, used_by_others


@pytest.fixture(autouse=True)
def without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set and deleted, so that what `choose` sets is taken back after the test.
    for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def chosen() -> tuple[str | None, str | None]:
    return os.environ.get("OMP_WAIT_POLICY"), os.environ.get("GOMP_SPINCOUNT")


@pytest.mark.parametrize(
    ("others", "threads", "passive"),
    [(0.0, 0, False), (0.5, 0, False), (1.0, 0, True), (1.0, 1, False), (4.0, 1, True)],
)
def test_threads_spin_only_where_there_are_cores_for_them(
    monkeypatch: pytest.MonkeyPatch, others: float, threads: int, passive: bool
) -> None:
    monkeypatch.setattr(waiting, "used_by_others", lambda _: others)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    choose(threads)
    assert chosen() == (("PASSIVE", None) if passive else (None, waiting.SPINS))


@pytest.mark.parametrize("name", ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"])
def test_what_the_environment_says_stays(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "7")
    before = chosen()
    choose(0)
    assert chosen() == before


def test_others_are_counted_in_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat, parent = tmp_path / "stat", tmp_path / str(os.getppid()) / "stat"
    parent.parent.mkdir()

    def tell(machine: str, own: str) -> None:
        stat.write_text(f"cpu  {machine} 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n")
        parent.write_text(f"7 (no de) x) S 1 7 7 0 -1 4194560 9 0 0 0 {own} 0 0 20 0 11\n")

    tell("100 0 50 1000 20 0 5 0", "40 10")
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    # Of 100 ticks 35 are busy, 10 of them the parent's: 25 of four cores are one. Waiting for a disk is not.
    monkeypatch.setattr(time, "sleep", lambda _: tell("125 0 55 1060 25 0 7 3", "48 12"))
    assert used_by_others(0.1, stat) == pytest.approx(1.0)


def test_where_the_system_does_not_say_it_nobody_is_there(tmp_path: Path) -> None:
    assert used_by_others(0.1, tmp_path / "stat") == 0
    (tmp_path / "stat").write_text("nonsense\n")
    assert used_by_others(0.1, tmp_path / "stat") == 0
