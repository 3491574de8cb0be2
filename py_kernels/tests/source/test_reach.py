from pathlib import Path

import pytest

from py_kernels.source.reach import Package, Reach

FILES = {
    "__init__.py": "",
    "serve.py": """
from .room import ready, tool
from .room import other as another
from . import far
from .deep.inner import inner

def method(x):
    return ready(x) + tool.turn(x) + LIMIT

def second(x):
    return another.act(x) + far.away.go(inner)

LIMIT = 3
UNUSED = 4
""",
    "room/__init__.py": "from .work import ready\nfrom . import tool\n",
    "room/work.py": """
def ready(x):
    return _step(x)

def _step(x):
    return x

def idle(x):
    return x
""",
    "room/tool.py": """
def turn(x):
    from ..late import late
    return late(x)

def rest(x):
    return x
""",
    "room/other.py": "import os\nos.environ['A'] = '1'\n\ndef act(x):\n    return x\n",
    "late.py": "def late(x):\n    return x\n\ndef later(x):\n    return x\n",
    "far/__init__.py": "",
    "far/away.py": "def go(f):\n    return f\n",
    "deep/__init__.py": "import warnings\nwarnings.simplefilter('error')\n",
    "deep/inner.py": "@register\ndef hook(x):\n    return x\n\ndef inner(x):\n    return x\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def digest(root: Path, name: str = "method") -> str:
    reach = Reach(Package(root))
    reach.follow(root / "serve.py", name)
    return reach.digest()


def edited(root: Path, file: str, old: str, new: str) -> str:
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    return file


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("serve.py", "ready(x)", "ready(2 * x)"),
        ("serve.py", "LIMIT = 3", "LIMIT = 4"),
        ("serve.py", "import ready, tool", "import tool\nfrom .room.work import idle as ready"),
        ("room/work.py", "return _step(x)", "return -_step(x)"),
        ("room/work.py", "_step(x):\n    return x", "_step(x):\n    return -x"),
        ("room/tool.py", "return late(x)", "return -late(x)"),
        ("late.py", "late(x):\n    return x", "late(x):\n    return -x"),
        # What runs when a module is imported runs for whoever uses another name of it, or imports it.
        ("room/other.py", "'1'", "'2'"),
        ("deep/__init__.py", "'error'", "'ignore'"),
        ("deep/inner.py", "hook(x):\n    return x", "hook(x):\n    return -x"),
    ],
)
def test_a_change_of_what_is_used_is_seen(root: Path, file: str, old: str, new: str) -> None:
    before = digest(root)
    edited(root, file, old, new)
    assert digest(root) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("serve.py", "UNUSED = 4", "UNUSED = 5"),
        ("serve.py", "another.act(x)", "-another.act(x)"),
        ("serve.py", "def method", "# a comment\n\ndef unused():\n    pass\n\ndef method"),
        ("room/work.py", "idle(x):\n    return x", "idle(x):\n    return -x"),
        ("room/tool.py", "rest(x):\n    return x", "rest(x):\n    return -x"),
        ("room/other.py", "act(x):\n    return x", "act(x):\n    return -x"),
        ("late.py", "later(x):\n    return x", "later(x):\n    return -x"),
        ("far/away.py", "return f", "return -f"),
        ("deep/inner.py", "inner(x):\n    return x", "inner(x):\n    return -x"),
    ],
)
def test_a_change_of_what_is_not_used_is_not(root: Path, file: str, old: str, new: str) -> None:
    before = digest(root)
    edited(root, file, old, new)
    assert digest(root) == before


def test_a_module_in_a_package_is_followed_by_the_packages_name(root: Path) -> None:
    before = digest(root, "second")
    edited(root, "far/away.py", "return f", "return -f")
    assert digest(root, "second") != before


def test_the_place_of_the_package_does_not_matter(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = digest(root)
    there = tmp_path_factory.mktemp("there") / "moved"
    root.rename(there)
    assert digest(there) == before


def test_a_name_that_is_not_followed_is_left_out(root: Path) -> None:
    serve = root / "serve.py"
    whole, part = Reach(Package(root)), Reach(Package(root), stop={(serve, "LIMIT")})
    for reach in (whole, part):
        reach.follow(serve, "method")
    assert part.digest() != whole.digest()
    edited(root, "serve.py", "LIMIT = 3", "LIMIT = 4")
    again = Reach(Package(root), stop={(serve, "LIMIT")})
    again.follow(serve, "method")
    assert again.digest() == part.digest()
