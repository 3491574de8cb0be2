"""Every request is answered exactly once, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from py_kernels.serve import answer as module
from py_kernels.serve.answer import answer
from py_kernels.serve.catalogue import METHODS
from py_kernels.serve.failure import Failure
from py_kernels.serve.interrupts import Interrupts
from py_kernels.serve.request import Reply, Request
from py_kernels.serve.wire import Frame, Message, decode, encode

from .messages import frames_of, header, raw

Serve = Callable[[Request], Reply]


def ask(frames: list[bytes], serve: Serve, interrupts: Interrupts | None = None) -> Message:
    def call(name: str, request: Request) -> Reply:
        return serve(request)

    sent = answer(frames, METHODS, call, interrupts or Interrupts(), lambda frames: None)
    return decode(frames_of(sent))


def nothing(request: Request) -> Reply:
    return Reply()


def steps(count: int, identity: int = 1) -> list[bytes]:
    return [raw(header("search_steps", identity)), raw({"handle": "h", "steps": count})]


@pytest.mark.parametrize(
    ("frames", "code", "identity"),
    [
        ([], "protocol", -1),
        ([b"", b""], "protocol", -1),
        ([b"[" * 100_000, b"{}"], "protocol", -1),
        ([raw({"protocol": 1}), b"{}"], "protocol", -1),
        ([raw(header("hello", protocol=2)), b"{}"], "protocol", 1),
        ([raw(header("hello", kind="reply")), b"{}"], "protocol", 1),
        ([raw(header("hello", more=1)), b"{}"], "protocol", 1),
        ([raw(header("hello", id="7")), b"{}"], "protocol", -1),
        ([raw(header("hello")), b"{"], "protocol", 1),
        ([raw(header("nothing")), b"{}"], "method", 1),
        ([raw(header("ping")), b"{}"], "method", 1),
        ([raw(header("hello")), raw({"more": 1})], "content", 1),
        ([raw(header("release")), raw({"handle": 3})], "content", 1),
    ],
)
def test_what_cannot_be_served_is_answered_with_its_code(
    frames: list[bytes], code: str, identity: int
) -> None:
    message = ask(frames, nothing)
    assert message.header["kind"] == "error"
    assert message.header["id"] == identity
    assert message.content["code"] == code


def raising(error: BaseException) -> Serve:
    def serve(request: Request) -> Reply:
        raise error

    return serve


def out_of_memory(request: Request) -> Reply:
    return Reply(tensors={"t": torch.zeros(2**50, 2**10)})


@pytest.mark.parametrize(
    ("serve", "code"),
    [
        (raising(Failure("handle", "no")), "handle"),
        (raising(RuntimeError("no")), "bug"),
        (raising(AssertionError()), "bug"),
        (raising(MemoryError()), "memory"),
        (raising(torch.OutOfMemoryError("no")), "memory"),
        (out_of_memory, "memory"),
        (lambda request: Reply({"loss": float("nan")}), "bug"),
        (lambda request: Reply(tensors={"t": torch.zeros(1, dtype=torch.float16)}), "bug"),
    ],
)
def test_what_fails_in_a_method_is_answered_once_and_only_a_bug_leaves_a_trace(
    serve: Serve, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    message = ask([raw(header("hello")), b"{}"], serve)
    assert (message.header["kind"], message.content["code"]) == ("error", code)
    assert "Traceback" not in message.content["message"]
    assert message.content["message"]
    assert ("Traceback" in capsys.readouterr().err) == (code == "bug")


def test_a_waiting_request_that_is_interrupted_never_begins() -> None:
    interrupts = Interrupts()
    interrupts.ask([2, 3])
    served: list[Any] = []

    def serve(request: Request) -> Reply:
        served.append(request)
        return Reply()

    kinds = [ask([raw(header("hello", i)), b"{}"], serve, interrupts).header["kind"] for i in (1, 2, 3, 4)]
    assert kinds == ["reply", "error", "error", "reply"]
    assert len(served) == 2


def test_a_running_request_stops_between_two_steps() -> None:
    interrupts = Interrupts()
    done: list[int] = []

    def serve(request: Request) -> Reply:
        for index in request.steps(request.content["steps"]):
            done.append(index)
            if index == 2:
                interrupts.ask([5])
        return Reply()

    message = ask(steps(10, 5), serve, interrupts)
    assert message.content["code"] == "interrupted"
    assert done == [0, 1, 2]


def test_an_interrupt_that_comes_too_late_or_for_another_stops_nothing() -> None:
    interrupts = Interrupts()
    ask([raw(header("hello", 5)), b"{}"], nothing, interrupts)
    interrupts.ask([5, 7])
    assert ask([raw(header("hello", 6)), b"{}"], nothing, interrupts).header["kind"] == "reply"


def test_interrupts_of_requests_that_were_served_are_forgotten() -> None:
    interrupts = Interrupts()
    interrupts.ask([5, 7])
    interrupts.served(6)
    interrupts.check(5)
    with pytest.raises(Failure):
        interrupts.check(7)


def test_after_leave_every_request_is_interrupted() -> None:
    interrupts = Interrupts()
    interrupts.leave()
    assert ask([raw(header("hello")), b"{}"], nothing, interrupts).content["code"] == "interrupted"


def test_progress_is_thinned_out_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(module, "monotonic", lambda: next(clock) * module.PROGRESS_INTERVAL / 3)
    sent: list[list[Frame]] = []

    def serve(name: str, request: Request) -> Reply:
        for _ in request.steps(100):
            pass
        return Reply()

    answer(steps(100, 9), METHODS, serve, Interrupts(), sent.append)
    messages = [decode(frames_of(frames)) for frames in sent]
    assert 20 < len(messages) < 40
    assert all(message.header == header("search_steps", 9, kind="progress") for message in messages)
    done = [message.content["done"] for message in messages]
    assert done == sorted(set(done))
    assert all(message.content["total"] == 100 for message in messages)


def test_a_reply_carries_the_id_and_the_method_of_its_request() -> None:
    frames = frames_of(encode(header("hello", 42), {}, {}))
    assert ask([bytes(frame) for frame in frames], nothing).header == header("hello", 42, kind="reply")
