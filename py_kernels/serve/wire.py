"""Frames of a message <-> header, content and tensors. Protocol: docs/protocol.md, "Frames"."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, prod
from typing import Any

import torch
from torch import Tensor

from .failure import Failure

DTYPES = {
    "float32": torch.float32,
    "float64": torch.float64,
    "int32": torch.int32,
    "int64": torch.int64,
    "uint8": torch.uint8,
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}

Frame = bytes | bytearray | memoryview

# Bytes that torch can count; it counts those of a tensor without any as if no length were 0.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Message:
    """`content` is without its key `tensors`; those are decoded, by name, in order."""

    header: dict[str, Any]
    content: dict[str, Any]
    tensors: dict[str, Tensor]


def encode(
    header: Mapping[str, Any], content: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> list[Frame]:
    """The frames of a message. Buffers are the tensors' own memory where they are contiguous and on the
    processor: nobody may write into them until the message has left.

    Raises ValueError for a number that JSON has not (NaN, infinity), KeyError for a dtype the wire has not.
    """
    values = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    listed = [
        {"name": name, "dtype": NAMES[value.dtype], "shape": list(value.shape)}
        for name, value in values.items()
    ]
    whole = {**content, "tensors": listed} if listed else content
    return [_json(header), _json(whole), *(value.numpy().data for value in values.values())]


def decode(frames: Sequence[Frame]) -> Message:
    """The message in `frames`. Tensors share the frames' memory where they can.

    Raises `protocol` where the frames are no message.
    """
    if len(frames) < 2:
        raise Failure("protocol", f"a message has at least 2 frames, got {len(frames)}")
    header, content = _object(frames[0], "header"), _object(frames[1], "content")
    listed = content.pop("tensors", [])
    if not isinstance(listed, list) or len(listed) != len(frames) - 2:
        raise Failure("protocol", f"content lists other tensors than the {len(frames) - 2} buffers that came")
    tensors = dict(_tensor(entry, frame) for entry, frame in zip(listed, frames[2:], strict=True))
    if len(tensors) < len(listed):
        raise Failure("protocol", "two tensors have the same name")
    return Message(header, content, tensors)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def _object(frame: Frame, what: str) -> dict[str, Any]:
    try:
        value = json.loads(bytes(frame), parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Failure("protocol", f"the {what} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Failure("protocol", f"the {what} is not a JSON object")
    return value


def _finite(text: str) -> float:
    """Python's reader takes NaN and Infinity, which JSON has not, and 1e999 for infinity."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(f"{text[:20]} is no number of JSON, or too large")
    return value


def _tensor(entry: object, frame: Frame) -> tuple[str, Tensor]:
    match entry:
        case {"name": str(name), "dtype": str(dtype), "shape": list(shape)} if dtype in DTYPES and all(
            type(length) is int and length >= 0 for length in shape
        ):
            return name, _view(name, DTYPES[dtype], shape, frame)
    raise Failure("protocol", f"{json.dumps(entry)} does not describe a tensor")


def _view(name: str, dtype: torch.dtype, shape: list[int], frame: Frame) -> Tensor:
    buffer = memoryview(frame).cast("B")
    size = prod(shape) * dtype.itemsize
    if buffer.nbytes != size:
        raise Failure(
            "protocol", f"the tensor {name} {shape} takes {size} bytes, its buffer has {buffer.nbytes}"
        )
    if size == 0:
        if prod(max(1, length) for length in shape) * dtype.itemsize > LARGEST:
            raise Failure("protocol", f"the tensor {name} {shape} is too large")
        return torch.empty(shape, dtype=dtype)
    if buffer.readonly:  # torch has no read-only tensors and warns of them
        buffer = memoryview(bytearray(buffer))
    tensor = torch.frombuffer(buffer, dtype=torch.uint8)
    if tensor.data_ptr() % dtype.itemsize:  # small frames lie anywhere in ZeroMQ's own buffer
        tensor = tensor.clone()
    return tensor.view(dtype).reshape(shape)
