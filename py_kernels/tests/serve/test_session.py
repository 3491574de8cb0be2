"""What the kernel remembers between requests."""

from __future__ import annotations

import pytest

from py_kernels.serve.session import Session


class Clock:
    """Seconds that pass only where the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_kernel_idles_from_the_end_of_a_method_to_the_begin_of_the_next() -> None:
    clock = Clock()
    session = Session("cpu", 1, clock)
    clock.seconds = 5
    with session.serving():
        clock.seconds = 7
    clock.seconds = 7.25
    with session.serving():
        assert session.idle_seconds == 0.25
        clock.seconds = 9
        assert session.idle_seconds == 0.25


def test_before_its_first_method_a_kernel_has_not_idled() -> None:
    clock = Clock()
    session = Session("cpu", 1, clock)
    clock.seconds = 5
    with session.serving():
        assert session.idle_seconds == 0


def test_a_method_that_fails_ends_too() -> None:
    clock = Clock()
    session = Session("cpu", 1, clock)
    clock.seconds = 1
    with pytest.raises(ZeroDivisionError), session.serving():
        raise ZeroDivisionError
    clock.seconds = 4
    with session.serving():
        assert session.idle_seconds == 3
