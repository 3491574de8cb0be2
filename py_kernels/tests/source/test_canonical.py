import ast

import pytest

from py_kernels.source.canonical import canonical

CODE = '''
"""A module."""
def f(x: int) -> int:
    """Doubles."""
    return 2 * x  # a comment
class A:
    """Holds y."""
    y = {"a": 1, "b": [f(2), None]}
'''


def said(code: str) -> str:
    return canonical(ast.parse(code))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# a comment", "# another"),
        ("Doubles.", "Doubles x."),
        ('    """Holds y."""\n', ""),
        ('"""A module."""\n', "\n\n"),
        ("2 * x", "(2 *\n            x)"),
        ('"a"', "'a'"),
        ("None]}", "None],\n    }"),
    ],
)
def test_it_is_the_same_where_nothing_else_runs(old: str, new: str) -> None:
    assert old in CODE
    assert said(CODE.replace(old, new)) == said(CODE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 * x", "x * 2"),
        ("2 * x", "2.0 * x"),
        ("y =", "z ="),
        ('"b"', '"b "'),
        ("None", "True"),
        ("return 2 * x", '"text"; return 2 * x'),
        ("x: int", "x: float"),
        ("f(2)", "f(-2)"),
    ],
)
def test_it_is_another_where_something_else_runs(old: str, new: str) -> None:
    assert old in CODE
    assert said(CODE.replace(old, new)) != said(CODE)
