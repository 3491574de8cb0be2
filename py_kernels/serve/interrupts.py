"""Which requests should stop: asked by the control thread, read by the work thread."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from .failure import Failure


class Interrupts:
    """Requests by id, running or waiting. Ids of a client rise, so those that were served are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: set[int] = set()
        self._leaving = False

    def ask(self, ids: Iterable[int]) -> None:
        """The requests `ids` should stop."""
        with self._lock:
            self._asked.update(ids)

    def leave(self) -> None:
        """Every request should stop, now and from now on."""
        with self._lock:
            self._leaving = True

    def check(self, identity: int) -> None:
        """Raises `interrupted` where the request `identity` should stop."""
        with self._lock:
            if self._leaving:
                raise Failure("interrupted", "the kernel was asked to leave")
            if identity in self._asked:
                raise Failure("interrupted", "the request was interrupted")

    def served(self, identity: int) -> None:
        """The request `identity` is answered, and all before it were."""
        with self._lock:
            self._asked = {other for other in self._asked if other > identity}
