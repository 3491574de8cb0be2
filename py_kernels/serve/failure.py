"""Expected failures: a code of the protocol and one sentence."""

from __future__ import annotations

from typing import Literal

Code = Literal["protocol", "method", "content", "handle", "memory", "interrupted", "bug"]


class Failure(Exception):
    """What a request is answered with where it cannot be served."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message
