"""Any bytes as the frames of a message: what the kernel may do with them, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from py_kernels.serve.catalogue import METHODS, check_header, check_request
from py_kernels.serve.failure import Failure
from py_kernels.serve.wire import Message, decode, encode

# Between two frames. JSON has no such bytes.
BETWEEN = b"\n\x00\n"


def joined(frames: list[bytes]) -> bytes:
    """What `check` takes apart."""
    return BETWEEN.join(frames)


def check(data: bytes) -> bool:
    """Whether `data` is a request that a method would be called with.

    Raises whatever is no refusal by its own code: an error of the decoder, or what a message that cannot be
    sent on as it came brings about.
    """
    frames: list[bytes] = data.split(BETWEEN)
    message = _or_refused(lambda: decode(frames), "protocol")
    if message is None:
        return False
    assert len(message.tensors) == len(frames) - 2
    again = decode([bytes(frame) for frame in encode(message.header, message.content, message.tensors)])
    assert (again.header, again.content) == (message.header, message.content)
    assert list(again.tensors) == list(message.tensors)
    return _or_refused(lambda: _checked(message), "protocol", "content", "method") is not None


def _checked(message: Message) -> Message:
    check_header(message.header)
    if message.header["method"] not in METHODS:
        raise Failure("method", "there is no such method")
    check_request(METHODS[message.header["method"]], message.content, message.tensors)
    return message


def _or_refused(act: Callable[[], Message], *codes: str) -> Message | None:
    try:
        return act()
    except Failure as failure:
        if failure.code not in codes:
            raise AssertionError(f"refused as {failure.code}") from failure
        return None
