"""A module of Python as statements: which bind a name, and which run when it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .canonical import canonical, is_text

# Decorators that do nothing but change what they stand before; others may register it somewhere.
PURE = {"dataclass", "contextmanager", "lru_cache", "cache", "torch.no_grad", "triton.jit"}


@dataclass(frozen=True)
class Imported:
    """`name` of the module at `path`, `level` packages up; or the module `name` there."""

    level: int
    path: str
    name: str


class Statement:
    """A statement of a module: its place in it, what it says, and which names it uses."""

    def __init__(self, index: int, node: ast.stmt) -> None:
        self.index = index
        self.node = node

    @cached_property
    def text(self) -> str:
        return canonical(self.node)

    @cached_property
    def uses(self) -> list[tuple[str, str | None]]:
        """Names, each with the attribute that is asked of it there."""
        asked: dict[int, str] = {}
        found: dict[tuple[str, str | None], None] = {}
        for node in ast.walk(self.node):  # what an attribute is asked of comes after it
            if isinstance(node, ast.Attribute):
                asked[id(node.value)] = node.attr
            elif isinstance(node, ast.Name):
                found[node.id, asked.get(id(node))] = None
        return list(found)

    @cached_property
    def imports(self) -> dict[str, Imported]:
        """What it imports of ours by itself, in a function say."""
        return {
            name: imported
            for node in ast.walk(self.node)
            if isinstance(node, ast.ImportFrom)
            for name, imported in imports(node).items()
        }


@dataclass
class Module:
    """`bound`: the statements that bind each name; `imported`: names of other modules; `runs`: statements
    that do something when the module is imported, besides binding names."""

    file: Path
    bound: dict[str, list[Statement]] = field(default_factory=dict)
    imported: dict[str, Imported] = field(default_factory=dict)
    runs: list[Statement] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [*self.bound, *self.imported]


def read(file: Path) -> Module:
    """Reads a module. Raises SyntaxError where it is not Python."""
    module = Module(file)
    for index, node in enumerate(ast.parse(file.read_text(encoding="utf-8"), str(file)).body):
        if is_text(node):
            continue
        statement = Statement(index, node)
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        if isinstance(node, ast.ImportFrom):
            module.imported |= imports(node)
        for name in foreign(node) if is_import else bindings(node):
            module.bound.setdefault(name, []).append(statement)
        if not is_import and does_more(node):
            module.runs.append(statement)
    return module


def imports(statement: ast.ImportFrom) -> dict[str, Imported]:
    """The names that an import of ours, by a relative path, binds."""
    if statement.level == 0:
        return {}
    return {
        alias.asname or alias.name: Imported(statement.level, statement.module or "", alias.name)
        for alias in statement.names
    }


def foreign(statement: ast.stmt) -> Iterator[str]:
    """The names that an import of another package binds."""
    if isinstance(statement, ast.ImportFrom) and statement.level > 0:
        return
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or alias.name.split(".")[0]


def bindings(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module binds, whatever path it takes."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from foreign(node)


def does_more(statement: ast.stmt) -> bool:
    """Whether a statement may do more than bind names: it is neither a definition nor a constant."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return not all(_dotted(decorator) in PURE for decorator in statement.decorator_list)
    if isinstance(statement, ast.AnnAssign):
        return not isinstance(statement.target, ast.Name)
    if isinstance(statement, ast.Assign):
        return not all(isinstance(target, (ast.Name, ast.Tuple)) for target in statement.targets)
    return True


def _dotted(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)
