"""Expected failures: a code of the protocol and one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import torch

Code = Literal["protocol", "method", "content", "handle", "memory", "interrupted", "bug"]


class Failure(Exception):
    """What a request is answered with where it cannot be served."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message


@contextmanager
def refusals() -> Iterator[None]:
    """What the mathematics refuses in words (ValueError, a state that does not fit) is a fault of content."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except (ValueError, RuntimeError) as error:
        raise Failure("content", " ".join(str(error).split())) from None
