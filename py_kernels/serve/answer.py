"""From the frames of a request to the frames of its one answer, whatever happens in between."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

import torch

from .catalogue import check_header, check_request
from .failure import Code, Failure
from .interrupts import Interrupts
from .request import Reply, Request
from .version import PROTOCOL
from .wire import Frame, decode, encode

Call = Callable[[str, Request], Reply]
Send = Callable[[list[Frame]], None]

# Seconds between progress messages: a person cannot read them faster.
PROGRESS_INTERVAL = 0.1
# torch says it in a plain RuntimeError when the processor's memory runs out.
ALLOCATION_FAILURES = ("allocate memory", "not enough memory", "Storage size calculation overflowed")


def answer(
    frames: Sequence[Frame], entries: Mapping[str, Any], call: Call, interrupts: Interrupts, send: Send
) -> list[Frame]:
    """The reply, or the error, to the request in `frames`; progress goes through `send` meanwhile.

    `entries` are the catalogue's methods, by name; `call` serves one of them.
    """
    header = _answer_header(frames)
    try:
        return _reply(frames, header, entries, call, interrupts, send)
    except Failure as failure:
        return _error(header, failure.code, failure.message)
    except Exception as error:
        if _is_memory(error):
            return _error(header, "memory", f"out of memory in {header['method']}: {_first_line(error)}")
        traceback.print_exc(file=sys.stderr)
        return _error(header, "bug", f"{type(error).__name__} in {header['method']}: {_first_line(error)}")
    finally:
        interrupts.served(header["id"])


def _reply(
    frames: Sequence[Frame],
    header: Mapping[str, Any],
    entries: Mapping[str, Any],
    call: Call,
    interrupts: Interrupts,
    send: Send,
) -> list[Frame]:
    message = decode(frames)
    check_header(message.header)
    name, identity = message.header["method"], message.header["id"]
    if name not in entries:
        raise Failure("method", f"there is no method {name!r}")
    check_request(entries[name], message.content, message.tensors)
    request = Request(
        message.content,
        message.tensors,
        check=lambda: interrupts.check(identity),
        progress=_progress({**header, "kind": "progress"}, send),
    )
    request.check()
    reply = call(name, request)
    return encode({**header, "kind": "reply"}, reply.content, reply.tensors)


def _answer_header(frames: Sequence[Frame]) -> dict[str, Any]:
    """Header of the answers, with the id and the method of the request so far as they can be read."""
    identity, method = -1, ""
    try:
        header = json.loads(bytes(frames[0]))
        identity = header["id"] if type(header["id"]) is int else -1
        method = header["method"] if type(header["method"]) is str else ""
    except Exception:
        pass  # the answer says so: `decode` reads the same frames
    return {"protocol": PROTOCOL, "id": identity, "kind": "error", "method": method}


def _progress(header: Mapping[str, Any], send: Send) -> Callable[[int, int], None]:
    last = monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        if monotonic() - last >= PROGRESS_INTERVAL:
            last = monotonic()
            send(encode(header, {"done": done, "total": total}, {}))

    return progress


def _error(header: Mapping[str, Any], code: Code, message: str) -> list[Frame]:
    return encode(header, {"code": code, "message": message}, {})


def _is_memory(error: Exception) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in ALLOCATION_FAILURES)


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
