"""A syntax tree as a text that says what runs, and not how it is written."""

from __future__ import annotations

import ast

Documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def canonical(node: object) -> str:
    """Equal for trees that differ in comments, docstrings, formatting and places alone.

    Fields that are absent or empty are left out: later versions of Python may have more of them.
    """
    if isinstance(node, list):
        return f"[{','.join(map(canonical, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, Documented):
        fields["body"] = without_docstring(node.body)
    said = [f"{name}={canonical(value)}" for name, value in fields.items() if value not in (None, [])]
    return f"{type(node).__name__}({','.join(said)})"


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return body[1:] if body and is_text(body[0]) else body


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a string by itself, which does nothing."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
