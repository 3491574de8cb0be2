"""What crosses the interactive bridge, as text."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import pytest

from py_kernels.serve import guard


def evaluate(root: dict[str, Any], *steps: dict[str, Any], free: tuple[int, ...] = ()) -> Any:
    return json.loads(guard.evaluate(json.dumps({"root": root, "steps": steps, "free": free})))


def get(name: str) -> dict[str, Any]:
    return {"get": name}


def call(*args: Any, **kwargs: Any) -> dict[str, Any]:
    return {"args": list(args), "kwargs": kwargs}


def python(expression: str) -> Any:
    """What the expression comes to outside."""
    return evaluate({"module": "builtins"}, get("eval"), call(expression))["value"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("None", None),
        ("True", True),
        ("3", 3),
        ("'text'", "text"),
        ("1.5", 1.5),
        ("float('nan')", {"$float": "nan"}),
        ("-float('inf')", {"$float": "-inf"}),
        ("2**53 - 1", 2**53 - 1),
        ("2**53", {"$int": str(2**53)}),
        ("[1, (2, [3])]", [1, [2, [3]]]),
        ("{'a': float('inf')}", {"$dict": {"a": {"$float": "inf"}}}),
        ("{'$int': 1}", {"$dict": {"$int": 1}}),
    ],
)
def test_plain_values_come_out_as_such(expression: str, value: Any) -> None:
    assert python(expression) == value


def test_everything_else_is_an_object_with_its_text() -> None:
    found = python("{1: 2}")
    assert found["text"] == "{1: 2}"
    assert evaluate({"handle": found["$object"]}, {"item": 1})["value"] == 2


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ({"$float": "nan"}, "nan"),
        ({"$int": "123456789012345678901"}, "123456789012345678901"),
        ({"$dict": {"a": [1, None, True]}}, "{'a': [1, None, True]}"),
        ({"$ref": {"root": {"module": "math"}, "steps": [get("pi")]}}, "3.141592653589793"),
    ],
)
def test_values_go_in_as_what_they_are(value: Any, seen: str) -> None:
    assert evaluate({"module": "builtins"}, get("repr"), call(value))["value"] == seen


def test_a_tensor_is_followed_without_asking_for_its_truth_value() -> None:
    made = evaluate(
        {"module": "torch"},
        get("zeros"),
        call(2, 2, dtype={"$ref": {"root": {"module": "torch"}, "steps": [get("float64")]}}),
    )
    root = {"handle": made["value"]["$object"]}
    assert evaluate(root, get("T"), get("shape"))["value"] == [2, 2]
    assert evaluate(root, {"item": 0}, get("sum"), call(), get("item"), call())["value"] == 0


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ([get("nothing")], "AttributeError"),
        ([get("exit"), call(3)], "SystemExit"),
        ([get("int"), call("x")], "ValueError"),
    ],
)
def test_an_error_comes_back_as_text(steps: list[dict[str, Any]], kind: str) -> None:
    module = "sys" if steps[0] == get("exit") else "builtins"
    error = evaluate({"module": module}, *steps)["error"]
    assert error["type"] == kind
    assert "Traceback" in error["trace"]


def test_a_repr_that_fails_does_not_hide_the_object() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    guard._objects[-1] = [Shy()]
    found = evaluate({"handle": -1}, {"item": 0})["value"]
    assert found["text"] == "<Shy whose repr fails: no>"


def test_an_object_that_is_freed_is_gone() -> None:
    found = evaluate({"module": "collections"}, get("Counter"), call([1]))["value"]["$object"]
    kept = weakref.ref(guard._objects[found])
    evaluate({"module": "builtins"}, get("None.__class__"), free=(found,))
    gc.collect()
    assert kept() is None
