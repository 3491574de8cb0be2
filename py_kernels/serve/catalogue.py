"""The catalogue of methods, schemas/protocol.schema.json: what a message of each may carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from .failure import Failure
from .schema import Schemas
from .version import FILE, PROTOCOL
from .wire import NAMES

SCHEMAS = Schemas.read(FILE, "pipeline.schema.json")
METHODS: dict[str, Any] = SCHEMAS.files[FILE]["methods"]
CONTROL: dict[str, Any] = SCHEMAS.files[FILE]["control"]


def check_header(header: object) -> None:
    """Raises `protocol` unless this is the header of a request of our version."""
    complaint = SCHEMAS.complaint(FILE, {"$ref": "#/$defs/header"}, header, "header")
    if complaint:
        raise Failure("protocol", complaint)
    assert isinstance(header, dict)
    if header["protocol"] != PROTOCOL:
        raise Failure("protocol", f"this kernel speaks protocol {PROTOCOL}, not {header['protocol']}")
    if header["kind"] != "request":
        raise Failure("protocol", f"a kernel takes requests, not messages of kind {header['kind']!r}")


def check_request(
    entry: Mapping[str, Any], content: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> None:
    """Raises `content` unless `content` (without its key `tensors`) and `tensors` are what `entry` says."""
    complaint = SCHEMAS.complaint(FILE, entry["content"], content, "content")
    complaint = complaint or tensor_complaint(entry.get("tensors", {}), tensors)
    if complaint:
        raise Failure("content", complaint)


def tensor_complaint(patterns: Mapping[str, str], tensors: Mapping[str, Tensor]) -> str | None:
    """What is wrong with `tensors` by the catalogue's `patterns`; None where they fit."""
    for name in patterns:
        if not name.endswith(("_d", ".*", "?")) and name not in tensors:
            return f"the tensor {name} is missing"
    lengths: dict[str, int] = {}
    for name, tensor in tensors.items():
        pattern, depth = _pattern(patterns, name)
        if pattern is None:
            return f"the tensor {name} is not known"
        if pattern != "any" and (found := _misfit(name, tensor, pattern, depth, lengths)):
            return found
    return None


def _pattern(patterns: Mapping[str, str], name: str) -> tuple[str | None, str]:
    """The pattern that `name` falls under, and the depth in its name ("" where it has none)."""
    for key in (name, f"{name}?"):
        if key in patterns and not key.endswith(("_d", ".*")):
            return patterns[key], ""
    stem, _, depth = name.rpartition("_")
    if re.fullmatch(r"[1-9]\d*", depth) and f"{stem}_d" in patterns:
        return patterns[f"{stem}_d"], depth
    family, dot, _ = name.partition(".")
    return patterns.get(f"{family}.*") if dot else None, ""


def _misfit(name: str, tensor: Tensor, pattern: str, depth: str, lengths: dict[str, int]) -> str | None:
    dtype, _, shape = pattern.partition(" ")
    letters = [letter.replace("_d", f"_{depth}") for letter in shape.strip("[]").split(", ") if letter]
    if NAMES.get(tensor.dtype) != dtype:
        return f"the tensor {name} is {NAMES.get(tensor.dtype, tensor.dtype)}, not {dtype}"
    if tensor.dim() != len(letters):
        return f"the tensor {name} has shape {list(tensor.shape)}, not {shape}"
    for letter, length in zip(letters, tensor.shape, strict=True):
        if lengths.setdefault(letter, length) != length:
            return f"the tensor {name} has shape {list(tensor.shape)}, but {letter} is {lengths[letter]}"
    return None
