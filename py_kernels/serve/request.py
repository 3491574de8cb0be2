"""A request on its way through a method, and what the method gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor


@dataclass(frozen=True)
class Request:
    """Checked `content` and `tensors`; `check()` raises `interrupted` where the request should stop;
    `progress(done, total)` may be called often: what is sent is thinned out.
    """

    content: Mapping[str, Any]
    tensors: Mapping[str, Tensor]
    check: Callable[[], None]
    progress: Callable[[int, int], None]

    def by_depth(self, stem: str) -> dict[int, Tensor]:
        """The tensors `STEM_d` by depth."""
        found = {
            int(name.removeprefix(f"{stem}_")): name for name in self.tensors if name.startswith(f"{stem}_")
        }
        return {depth: self.tensors[found[depth]] for depth in sorted(found)}

    def steps(self, total: int) -> Iterator[int]:
        """0 .. total - 1; between two of them the request can be interrupted, and progress is reported."""
        for index in range(total):
            self.check()
            yield index
            self.progress(index + 1, total)


@dataclass(frozen=True)
class Reply:
    """Nobody may write into the tensors' memory afterwards: it is what is sent."""

    content: Mapping[str, Any] = field(default_factory=dict)
    tensors: Mapping[str, Tensor] = field(default_factory=dict)
