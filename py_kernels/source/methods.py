"""The code behind each method of the protocol."""

from __future__ import annotations

import ast
from pathlib import Path

from .module import read
from .reach import Package, Reach

TABLE = "METHODS"


def digests(package: Path) -> dict[str, str]:
    """By the name of each method: a digest of what runs for it, from the process's start on."""
    return {name: reach.digest() for name, reach in reaches(package).items()}


def reaches(package: Path) -> dict[str, Reach]:
    """By the name of each method: what runs for it. Other methods are no part of that."""
    package = package.resolve()
    methods = package / "serve" / "methods.py"
    process = Reach(Package(package), stop={(methods, TABLE)})
    process.load(package / "serve" / "__main__.py")
    found = {}
    for name in table(methods):
        found[name] = process.copy()
        found[name].follow(methods, name)
    return found


def table(methods: Path) -> list[str]:
    """The names of the methods: those that the table goes through in the module that serves them."""
    (statement,) = read(methods).bound[TABLE]
    return [
        element.id
        for node in ast.walk(statement.node)
        if isinstance(node, ast.comprehension) and isinstance(node.iter, ast.Tuple)
        for element in node.iter.elts
        if isinstance(element, ast.Name)
    ]
