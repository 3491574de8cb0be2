"""Frames <-> messages."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from py_kernels.serve.failure import Failure
from py_kernels.serve.wire import DTYPES, Message, decode, encode

from .messages import frames_of, header, raw

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
contents = st.dictionaries(st.text().filter(lambda key: key != "tensors"), json_values, max_size=4)


@st.composite
def tensor(draw: st.DrawFn) -> Tensor:
    """Any bits, NaNs among them."""
    dtype = DTYPES[draw(st.sampled_from(sorted(DTYPES)))]
    shape = draw(st.lists(st.integers(0, 4), max_size=3))
    count = torch.Size(shape).numel()
    data = draw(st.binary(min_size=count * dtype.itemsize, max_size=count * dtype.itemsize))
    flat = torch.frombuffer(bytearray(data), dtype=dtype) if data else torch.empty(0, dtype=dtype)
    return flat.reshape(shape)


def bits(value: Tensor) -> bytes:
    return bytes(value.contiguous().numpy().tobytes())


@settings(deadline=None, max_examples=60)
@given(contents, st.dictionaries(st.text(), tensor(), max_size=3))
def test_a_message_comes_back_as_it_was(content: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    message = decode(frames_of(encode(header("any"), content, tensors)))
    assert message.header == header("any")
    assert message.content == content
    assert list(message.tensors) == list(tensors)
    for name, value in tensors.items():
        assert message.tensors[name].dtype == value.dtype
        assert message.tensors[name].shape == value.shape
        assert bits(message.tensors[name]) == bits(value)


def test_a_tensor_that_is_not_contiguous_is_sent_in_c_order() -> None:
    value = torch.arange(6.0).reshape(2, 3).T
    assert torch.equal(decode(frames_of(encode(header("any"), {}, {"t": value}))).tensors["t"], value)


def test_a_large_writable_buffer_is_not_copied() -> None:
    frames = encode(header("any"), {}, {"t": torch.arange(10_000.0)})
    buffer = bytearray(frames[2])
    value = decode([bytes(frames[0]), bytes(frames[1]), buffer]).tensors["t"]
    buffer[:4] = torch.tensor([7.0]).numpy().tobytes()
    assert value[0] == 7


def test_an_encoded_tensor_is_not_copied() -> None:
    value = torch.zeros(3)
    frames = encode(header("any"), {}, {"t": value})
    value[0] = 7
    assert torch.frombuffer(bytearray(frames[2]), dtype=torch.float32)[0] == 7


@pytest.mark.parametrize("offset", range(1, 8))
def test_a_buffer_that_starts_anywhere_is_read(offset: int) -> None:
    value = torch.arange(5.0, dtype=torch.float64)
    frames = encode(header("any"), {}, {"t": value})
    shifted = memoryview(bytearray(offset) + bytearray(frames[2]))[offset:]
    read = decode([bytes(frames[0]), bytes(frames[1]), shifted]).tensors["t"]
    assert torch.equal(read, value)
    assert read.data_ptr() % 8 == 0


def test_a_read_only_buffer_brings_no_warning() -> None:
    frames = frames_of(encode(header("any"), {}, {"t": torch.ones(3)}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        decode(frames).tensors["t"].add_(1)


def test_nan_in_a_tensor_travels_and_in_content_it_does_not() -> None:
    assert decode(frames_of(encode(header("any"), {}, {"t": torch.tensor(torch.nan)}))).tensors["t"].isnan()
    with pytest.raises(ValueError, match="JSON"):
        encode(header("any"), {"loss": float("nan")}, {})


LISTED = {"name": "t", "dtype": "float32", "shape": [2]}
FOUR, EIGHT = bytes(4), bytes(8)


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ([], "2 frames"),
        ([raw(header("any"))], "2 frames"),
        ([b"{", b"{}"], "header is not JSON"),
        ([raw([]), b"{}"], "header is not a JSON object"),
        ([raw(header("any")), b"\xff"], "content is not JSON"),
        ([raw(header("any")), raw(3)], "content is not a JSON object"),
        ([raw(header("any")), raw({"tensors": [LISTED]})], "other tensors"),
        ([raw(header("any")), raw({"tensors": []}), EIGHT], "other tensors"),
        ([raw(header("any")), raw({"tensors": 1}), EIGHT], "other tensors"),
        ([raw(header("any")), raw({"tensors": [LISTED]}), FOUR], "takes 8 bytes, its buffer has 4"),
        ([raw(header("any")), raw({"tensors": [LISTED, LISTED]}), EIGHT, EIGHT], "same name"),
        (
            [raw(header("any")), raw({"tensors": [{**LISTED, "dtype": "float16"}]}), EIGHT],
            "does not describe",
        ),
        ([raw(header("any")), raw({"tensors": [{**LISTED, "shape": [-2]}]}), EIGHT], "does not describe"),
        ([raw(header("any")), raw({"tensors": [{**LISTED, "shape": [True]}]}), FOUR], "does not describe"),
        ([raw(header("any")), raw({"tensors": ["t"]}), EIGHT], "does not describe"),
        ([raw(header("any")), raw({"tensors": [{**LISTED, "shape": [0, 2**63]}]}), b""], "too large"),
        ([raw(header("any")), raw({"tensors": [{**LISTED, "shape": [0, 2**62, 8]}]}), b""], "too large"),
        ([raw(header("any")), raw({"tensors": [{**LISTED, "shape": [2**40] * 3}]}), EIGHT], "takes"),
        ([raw(header("any")), b"[" * 100_000], "content is not JSON"),
        ([raw(header("any")), b'{"a":' + b"1" * 5000 + b"}"], "content is not JSON"),
    ],
)
def test_frames_that_are_no_message_are_refused_with_a_sentence(frames: list[bytes], words: str) -> None:
    with pytest.raises(Failure, match=words) as caught:
        decode(frames)
    assert caught.value.code == "protocol"


def read(frames: list[bytes]) -> Message | Failure:
    try:
        return decode(frames)
    except Failure as failure:
        return failure


@st.composite
def spoilt(draw: st.DrawFn) -> list[bytes]:
    """Frames of a message, some of them turned, cut, grown, lost, doubled or exchanged."""
    frames = frames_of(
        encode(header("any"), draw(contents), draw(st.dictionaries(st.text(), tensor(), max_size=2)))
    )
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(frames) - 1)))
        change = draw(st.sampled_from(["turn", "cut", "insert", "lose", "double", "exchange"]))
        if not frames:
            break
        frame = bytearray(frames[at])
        place = draw(st.integers(0, max(0, len(frame) - 1)))
        if change == "turn" and frame:
            frame[place] ^= 1 << draw(st.integers(0, 7))
        elif change == "cut":
            del frame[place : place + draw(st.integers(1, 9))]
        elif change == "insert":
            frame[place:place] = draw(
                st.binary(max_size=9) | st.sampled_from([b'"shape":[9],', b"1e999,", b"[" * 99])
            )
        frames[at] = bytes(frame)
        if change == "lose":
            del frames[at]
        elif change == "double":
            frames.insert(at, frames[at])
        elif change == "exchange":
            frames[at], frames[0] = frames[0], frames[at]
    return [bytes(frame) for frame in frames]


@settings(deadline=None, max_examples=300)
@given(spoilt())
def test_spoilt_frames_are_a_message_or_refused_and_nothing_else(frames: list[bytes]) -> None:
    message = read(frames)
    if isinstance(message, Failure):
        assert message.code == "protocol"
    else:
        assert len(message.tensors) == len(frames) - 2


shapes = st.lists(st.integers(0, 3) | st.sampled_from([2**31, 2**32, 2**62, 2**63, 2**64]), max_size=5)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(sorted(DTYPES)), shapes), max_size=3), st.binary(max_size=64))
def test_huge_shapes_take_no_memory(listed: list[tuple[str, list[int]]], buffer: bytes) -> None:
    entries = [
        {"name": f"t{place}", "dtype": dtype, "shape": shape} for place, (dtype, shape) in enumerate(listed)
    ]
    frames = [raw(header("any")), raw({"tensors": entries}), *[buffer] * len(entries)]
    message = read(frames)
    if isinstance(message, Failure):
        assert message.code == "protocol"
    else:
        assert all(value.numel() * value.element_size() == len(buffer) for value in message.tensors.values())
