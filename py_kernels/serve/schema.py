"""The part of JSON Schema that the catalogue uses, as a check with one located complaint.

The objects of the pipeline's schema travel whole, so a property that has a default there is required here.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "schemas"

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
BOUNDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (operator.ge, "at least"),
    "maximum": (operator.le, "at most"),
    "exclusiveMinimum": (operator.gt, "more than"),
    "exclusiveMaximum": (operator.lt, "less than"),
}
UNCHECKED = frozenset({"$schema", "$id", "$defs", "title", "description", "default", "discriminator"})


class Schemas:
    """Schema files by name; a `$ref` is `#/...` (in the same file) or `FILE#/...`."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self.files = files

    @staticmethod
    def read(*names: str) -> Schemas:
        """Reads the files `names` of the folder schemas/."""
        return Schemas({name: json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in names})

    def complaint(self, file: str, schema: Mapping[str, Any], value: object, at: str) -> str | None:
        """What is wrong with `value`, the first thing found; None where it fits. `at` names the place."""
        if "$ref" in schema:
            file, schema = self.resolve(file, schema["$ref"])
        for found in (_plain(schema, value, at), self._branches(file, schema, value, at)):
            if found:
                return found
        if isinstance(value, dict):
            return self._object(file, schema, value, at)
        if isinstance(value, list):
            for position, item in enumerate(value):
                if found := self.complaint(file, schema.get("items", {}), item, f"{at}[{position}]"):
                    return found
        return None

    def resolve(self, file: str, ref: str) -> tuple[str, Mapping[str, Any]]:
        """The file and the schema that `ref`, read in `file`, points at."""
        name, _, pointer = ref.partition("#")
        target: Any = self.files[name or file]
        for key in pointer.strip("/").split("/"):
            target = target[key]
        return name or file, target

    def _branches(self, file: str, schema: Mapping[str, Any], value: object, at: str) -> str | None:
        branches = schema.get("oneOf", ())
        key = schema.get("discriminator", {}).get("propertyName")
        if key and isinstance(value, dict):
            branches = [branch for branch in branches if self._kind(file, branch, key) == value.get(key)]
        found = [self.complaint(file, branch, value, at) for branch in branches]
        if "oneOf" not in schema or None in found:
            return None
        if len(found) == 1:
            return found[0]
        return f"{at}{f'.{key}' if key else ''}: fits none of the alternatives"

    def _kind(self, file: str, branch: Mapping[str, Any], key: str) -> object:
        """What the discriminator `key` is in this branch."""
        if "$ref" in branch:
            branch = self.resolve(file, branch["$ref"])[1]
        return branch["properties"][key]["const"]

    def _object(self, file: str, schema: Mapping[str, Any], value: dict[str, Any], at: str) -> str | None:
        properties = schema.get("properties", {})
        defaulted = [key for key, part in properties.items() if "default" in part]
        for key in [*schema.get("required", ()), *defaulted]:
            if key not in value:
                return f"{at}.{key} is missing"
        for key, item in value.items():
            if key in properties:
                found = self.complaint(file, properties[key], item, f"{at}.{key}")
            elif schema.get("additionalProperties") is False:
                found = f"{at}.{key} is not known"
            else:
                found = None
            if found:
                return found
        return None


def _plain(schema: Mapping[str, Any], value: object, at: str) -> str | None:
    """Every rule that looks at the value itself and at no other schema."""
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(_is(name, value) for name in names):
            return f"{at}: expected {' or '.join(names)}, got {_short(value)}"
    if "const" in schema and value != schema["const"]:
        return f"{at}: expected {_short(schema['const'])}, got {_short(value)}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{at}: expected one of {', '.join(map(str, schema['enum']))}, got {_short(value)}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(schema, value, at)
    if isinstance(value, (list, str)):
        return _length(schema, value, at)
    return None


def _is(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def _number(schema: Mapping[str, Any], value: float, at: str) -> str | None:
    for key, (holds, words) in BOUNDS.items():
        if key in schema and not holds(value, schema[key]):
            return f"{at}: expected {words} {schema[key]}, got {_short(value)}"
    return None


def _length(schema: Mapping[str, Any], value: list[Any] | str, at: str) -> str | None:
    least, most = ("minItems", "maxItems") if isinstance(value, list) else ("minLength", "maxLength")
    if len(value) < schema.get(least, 0) or len(value) > schema.get(most, len(value)):
        return (
            f"{at}: {len(value)} is a wrong number of {'items' if isinstance(value, list) else 'characters'}"
        )
    if schema.get("uniqueItems") and len({json.dumps(item) for item in value}) < len(value):
        return f"{at}: an item is there twice"
    return None


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
