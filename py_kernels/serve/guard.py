"""Python's side of the interactive bridge (ts/kernel/python.ts): one function, text in, text out.

The bridge cannot carry NaN, loses an error's text and asks tensors for their truth value. So nothing but
strings crosses it, and what a value or an error is, is decided here. Not part of the kernel: `swat repl` and
`swat doctor` run it in a process of its own.

A value is JSON, with these objects for what JSON has not:
    {"$float": "nan" | "inf" | "-inf"}, {"$int": "DIGITS"}, {"$dict": {...}},
outwards {"$object": HANDLE, "text": REPR}, and inwards {"$ref": {"root": ROOT, "steps": [...]}}, a chain that
is followed before it is used. ROOT is {"module": NAME} or {"handle": HANDLE}; a step is {"get": NAME},
{"item": INDEX} or {"args": [...], "kwargs": {...}}.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from typing import Any

# The largest integer that a JavaScript number holds exactly.
SAFE = 2**53 - 1

_objects: dict[int, object] = {}
_handles = itertools.count(1)


def take_over() -> None:
    """Once, in the main thread: Ctrl-C is TypeScript's, and what is printed must not mix with its output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)
    sys.stdout = sys.stderr


def evaluate(text: str) -> str:
    """Follows one chain and gives its value: `{"value": ...}` or `{"error": {"type", "message", "trace"}}`.

    text: `{"root": ..., "steps": [...], "free": [HANDLE]}`.
    """
    try:
        request = json.loads(text)
        for handle in request["free"]:
            _objects.pop(handle, None)
        return json.dumps({"value": _outward(_follow(request))}, allow_nan=False)
    except BaseException as error:
        described = {"type": type(error).__name__, "message": str(error), "trace": traceback.format_exc()}
        return json.dumps({"error": described})


def _follow(chain: Mapping[str, Any]) -> object:
    root = chain["root"]
    value = importlib.import_module(root["module"]) if "module" in root else _objects[root["handle"]]
    for step in chain["steps"]:
        value = _step(value, step)
    return value


def _step(value: Any, step: Mapping[str, Any]) -> object:
    if "get" in step:
        name = step["get"]
        if isinstance(value, dict) and name in value:
            return value[name]
        return getattr(value, name)
    if "item" in step:
        return value[step["item"]]
    return value(*_inward(step["args"]), **{key: _inward(item) for key, item in step["kwargs"].items()})


def _inward(value: Any) -> Any:
    if isinstance(value, list):
        return [_inward(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _follow(value["$ref"])
    if "$float" in value:
        return float(value["$float"])
    if "$int" in value:
        return int(value["$int"])
    return {key: _inward(item) for key, item in value["$dict"].items()}


def _outward(value: object) -> object:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= SAFE else {"$int": str(int(value))}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"$float": repr(float(value))}
    if isinstance(value, (list, tuple)):
        return [_outward(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"$dict": {key: _outward(item) for key, item in value.items()}}
    handle = next(_handles)
    _objects[handle] = value
    return {"$object": handle, "text": _text(value)}


def _text(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:
        return f"<{type(value).__name__} whose repr fails: {error}>"
