"""The part of JSON Schema that requests are checked by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from py_kernels.serve import schema
from py_kernels.serve.catalogue import CONTROL, METHODS, SCHEMAS
from py_kernels.serve.schema import Schemas
from py_kernels.serve.version import FILE

from .messages import AUTOENCODER, FINISH, LATENT, SPACE, TRAINING, whole

CHECKED = {
    "$ref", "type", "const", "enum", "oneOf", "properties", "required", "additionalProperties", "items",
    "minItems", "maxItems", "minLength", "maxLength", "uniqueItems", *schema.BOUNDS,
}  # fmt: skip


def parts(file: str, found: Mapping[str, Any], seen: set[int]) -> Iterator[Mapping[str, Any]]:
    """A schema and every schema that it reaches."""
    if id(found) in seen:
        return
    seen.add(id(found))
    yield found
    if "$ref" in found:
        yield from parts(*SCHEMAS.resolve(file, found["$ref"]), seen)
    for inner in [*found.get("properties", {}).values(), *found.get("oneOf", ())]:
        yield from parts(file, inner, seen)
    if "items" in found:
        yield from parts(file, found["items"], seen)


def test_no_rule_of_a_request_goes_unchecked() -> None:
    seen: set[int] = set()
    for entry in [*METHODS.values(), *CONTROL.values()]:
        for part in parts(FILE, entry["content"], seen):
            assert part.keys() <= CHECKED | schema.UNCHECKED
            assert part.get("additionalProperties", False) is False
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("space", SPACE),
        ("functional", AUTOENCODER),
        ("training", TRAINING),
        ("latent", LATENT),
        ("finish", FINISH),
    ],
)
def test_the_whole_objects_of_the_pipeline_pass_and_without_any_key_they_do_not(
    name: str, value: dict[str, Any]
) -> None:
    reference = {"$ref": f"pipeline.schema.json#/$defs/{name}"}
    assert SCHEMAS.complaint(FILE, reference, value, "it") is None
    for key in value:
        rest = {other: value[other] for other in value if other != key}
        assert SCHEMAS.complaint(FILE, reference, rest, "it") == f"it.{key} is missing"


@pytest.mark.parametrize(
    ("rules", "good", "bad"),
    [
        ({"type": "integer"}, [1, -3], [1.5, True, "1", None]),
        ({"type": "number"}, [1, 1.5], [True, "1"]),
        ({"type": "boolean"}, [True], [1, 0]),
        ({"type": ["integer", "null"]}, [None, 2], ["", False]),
        ({"const": "a"}, ["a"], ["b", None]),
        ({"enum": ["a", "b"]}, ["b"], ["c"]),
        ({"minimum": 1}, [1, 2], [0]),
        ({"maximum": 1}, [1, 0], [2]),
        ({"exclusiveMinimum": 1}, [2], [1]),
        ({"exclusiveMaximum": 1}, [0], [1]),
        ({"minItems": 1, "maxItems": 2}, [[1], [1, 2]], [[], [1, 2, 3]]),
        ({"uniqueItems": True}, [[1, 2]], [[1, 1]]),
        ({"minLength": 1}, ["a"], [""]),
        ({"items": {"type": "string"}}, [["a"], []], [["a", 1]]),
        (
            {"properties": {"a": {"type": "string"}}, "additionalProperties": False},
            [{"a": ""}, {}],
            [{"b": 1}],
        ),
        ({"required": ["a"]}, [{"a": 1, "b": 2}], [{}]),
        ({"oneOf": [{"type": "null"}, {"type": "array"}]}, [None, []], [1]),
        ({"$ref": "#/$defs/positive"}, [1], [0]),
    ],
)
def test_every_rule_passes_what_fits_and_complains_of_what_does_not(
    rules: dict[str, Any], good: list[object], bad: list[object]
) -> None:
    schemas = Schemas({"file": {"$defs": {"positive": {"minimum": 1}}}})
    for value in good:
        assert schemas.complaint("file", rules, value, "it") is None
    for value in bad:
        complaint = schemas.complaint("file", rules, value, "it")
        assert complaint is not None
        assert complaint.startswith("it")


def test_a_complaint_names_the_place() -> None:
    value = whole("space", depths=[1, "two"])
    found = SCHEMAS.complaint(FILE, {"$ref": "pipeline.schema.json#/$defs/space"}, value, "content.space")
    assert found == 'content.space.depths[1]: expected integer, got "two"'


def test_of_alternatives_the_one_that_is_meant_is_complained_of() -> None:
    reference = {"$ref": "pipeline.schema.json#/$defs/autoencoder"}
    assert SCHEMAS.complaint(FILE, reference, AUTOENCODER, "it") is None
    wrong = {**AUTOENCODER, "latent": 0}
    assert SCHEMAS.complaint(FILE, reference, wrong, "it") == "it.latent: expected at least 1, got 0"
    other = {**AUTOENCODER, "kind": "other"}
    assert SCHEMAS.complaint(FILE, reference, other, "it") == "it.kind: fits none of the alternatives"
