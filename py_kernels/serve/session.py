"""What the kernel remembers between requests: its device and what the handles stand for."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TypeVar

import torch

from ..learn import ALONE, Share
from .failure import Failure
from .ranks import Ranks
from .request import Request

T = TypeVar("T")


class Session:
    """The only mutable thing of this room. `device` is auto, cpu or cuda; `threads` 0 is one a core.

    `now` gives seconds. Raises ValueError where cuda is asked for and there is none.
    """

    def __init__(self, device: str, threads: int, now: Callable[[], float] = monotonic) -> None:
        if device == "cuda" and not torch.cuda.is_available():
            raise ValueError("device cuda: torch finds no CUDA device here; ask for auto or cpu")
        kind = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        self.device = torch.device(kind)
        torch.set_num_threads(threads or len(os.sched_getaffinity(0)))
        self._held: dict[str, object] = {}
        self._now = now
        self._done: float | None = None
        self.idle_seconds = 0.0
        # Set where this is one of several processes that train together.
        self.ranks: Ranks | None = None

    @property
    def share(self) -> Share:
        """What of a training step is done here."""
        return self.ranks.share if self.ranks else ALONE

    def together(self, name: str, request: Request) -> Request:
        """A checked request `name` that changes a training, as all ranks serve it where there are several."""
        return self.ranks.together(name, request) if self.ranks else request

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Around a method: `idle_seconds` is then the time from the end of the one before to its begin."""
        begin = self._now()
        self.idle_seconds = 0.0 if self._done is None else begin - self._done
        try:
            yield
        finally:
            self._done = self._now()

    def wait(self) -> None:
        """Until the device has done what it was given: a request that is timed is not over before."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)

    def device_name(self) -> str:
        """What a person calls the device."""
        if self.device.type == "cuda":
            return torch.cuda.get_device_name(self.device)
        return _processor()

    def hold(self, handle: str, thing: object) -> None:
        """Makes `handle` stand for `thing`."""
        self.must_be_free(handle)
        self._held[handle] = thing

    def must_be_free(self, handle: str) -> None:
        """Raises `handle` where `handle` stands for something: checked before the work of making another."""
        if handle in self._held:
            raise Failure("handle", f"the handle {handle!r} is taken; release it first")

    def get(self, handle: str, kind: type[T]) -> T:
        """What `handle` stands for, which is a `kind`."""
        thing = self._held.get(handle)
        if thing is None:
            raise Failure("handle", f"there is no handle {handle!r}")
        if not isinstance(thing, kind):
            raise Failure(
                "handle", f"the handle {handle!r} is a {type(thing).__name__}, not a {kind.__name__}"
            )
        return thing

    def release(self, handle: str) -> None:
        """Forgets what `handle` stands for, and gives its memory back."""
        if self._held.pop(handle, None) is None:
            raise Failure("handle", f"there is no handle {handle!r}")
        if self.device.type == "cuda":
            torch.cuda.empty_cache()


def _processor() -> str:
    """Linux says it in one place only; elsewhere the architecture must do."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
