"""What the fuzzer of the wire found (`make fuzz`), again in every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from py_kernels.serve.wire import encode

from .anything import check, joined
from .messages import draw, frames_of, header

CORPUS = Path(__file__).parent / "corpus"


def test_every_finding_is_a_message_or_refused_and_nothing_else() -> None:
    files = sorted(CORPUS.iterdir())
    taken = [check(file.read_bytes()) for file in files]
    assert len(files) > 20
    assert any(taken), "some of them reach a method"
    assert not all(taken)


def test_a_request_is_taken_and_one_with_another_number_of_buffers_is_not() -> None:
    content = {"handle": "t", "counts": [[3, 0]]}
    frames = frames_of(encode(header("train_steps"), content, {"networks_1": draw(3, 1)}))
    whole = [bytes(frame) for frame in frames]
    assert check(joined(whole))
    assert not check(joined([*whole, b""]))


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"[1, -1e400]"])
def test_numbers_that_json_has_not_are_refused(number: bytes) -> None:
    assert not check(joined([b'{"id": ' + number + b"}", b"{}"]))
    assert not check(joined([b"{}", b'{"x": ' + number + b"}"]))
