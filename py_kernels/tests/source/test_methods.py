"""A changed helper changes the digests of its users alone, tried on a copy of the kernel's own source."""

import ast
import shutil
from pathlib import Path

import pytest

from py_kernels.serve.methods import METHODS
from py_kernels.source.methods import digests

ROOT = Path(__file__).parents[2]
TRAINS = {"train_init", "train_steps"}
HUNTS = {"search_steps", "finish_steps", "end_round", "offer_networks", "rival_steps"}


@pytest.fixture(scope="module")
def before() -> dict[str, str]:
    return digests(ROOT)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("tests", "build", "__pycache__", "bench")
    return Path(shutil.copytree(ROOT, tmp_path / "copy", ignore=ignored))


def changed(before: dict[str, str], copy: Path, file: str, old: str, new: str) -> set[str]:
    """The methods whose digest is another where `old` is `new` in a file."""
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))
    after = digests(copy)
    return {name for name in before if before[name] != after[name]}


def test_every_method_has_one_of_its_own(before: dict[str, str], copy: Path) -> None:
    assert set(before) == set(METHODS)
    assert len(set(before.values())) == len(before)
    assert digests(copy) == before


def test_a_method_that_serves_with_another_seed_is_another(before: dict[str, str], copy: Path) -> None:
    line = 'latent.init(module, data, starts or None, content["latent"], content["seed"]'
    assert changed(before, copy, "serve/methods.py", line, f"{line} + 1") == {"search_init"}


def test_what_every_request_goes_through_is_part_of_every_method(before: dict[str, str], copy: Path) -> None:
    for file, old, new in (
        ("serve/server.py", "set_flush_denormal(True)", "set_flush_denormal(False)"),
        ("serve/wire.py", "contiguous()", "clone()"),
        ("serve/session.py", "threads or len", "threads or 2 * len"),
        ("serve/__main__.py", '"20000"', '"30000"'),
        ("serve/waiting.py", '"10000"', '"20000"'),
    ):
        assert changed(before, copy, file, old, new) == set(before), file


@pytest.mark.parametrize(
    ("file", "function", "some", "none"),
    [
        ("learn/losses.py", None, TRAINS, HUNTS | {"folds_steps", "fit_baselines", "release"}),
        ("search/archive.py", None, HUNTS, TRAINS | {"folds_steps", "distance", "fit_baselines"}),
        ("folds/path.py", None, {"folds_steps"}, TRAINS | HUNTS | {"load"}),
        ("rivals/polynomial.py", "fit", {"fit_polynomial"}, TRAINS | HUNTS | {"folds_steps"}),
        ("learn/distance.py", None, {"distance"}, TRAINS | HUNTS | {"reconstruct"}),
    ],
)
def test_a_helper_is_part_of_its_users(
    before: dict[str, str], copy: Path, file: str, function: str | None, some: set[str], none: set[str]
) -> None:
    """Every function of a file, or one, does something first."""
    tree = ast.parse((copy / file).read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and function in (None, node.name):
            node.body.insert(1, ast.parse("print('changed')").body[0])
    (copy / file).write_text(ast.unparse(tree))
    after = digests(copy)
    users = {name for name in before if before[name] != after[name]}
    assert some <= users
    assert not users & none


def test_comments_docstrings_and_formatting_are_part_of_none(before: dict[str, str], copy: Path) -> None:
    for file in copy.rglob("*.py"):
        tree = ast.parse(file.read_text())
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
                node.body[0] = ast.Expr(ast.Constant("Another docstring."))
        file.write_text(f"# Written anew.\n{ast.unparse(ast.fix_missing_locations(tree))}\n")
    assert digests(copy) == before


def test_constants_of_modules_are_made_by_calls_that_do_nothing_else() -> None:
    """A constant counts where it is used: a call that makes one and does something besides is missed."""
    harmless = {
        "DTYPES.items",
        "Logistic",
        "Path",
        "Path(__file__).resolve",
        "Schemas.read",
        "Share",
        "Softmax",
        "Space",
        "Squares",
        "TypeVar",
        "frozenset",
        "itertools.count",
        "len",
        "log",
        "np.logspace",
        "timedelta",
        "tl.constexpr",
        "torch.logspace",
        "torch.logspace(-3, 3, 25, dtype=torch.float64).tolist",
        "type",
    }
    strange = {
        f"{file.relative_to(ROOT)}: {ast.unparse(node.func)}"
        for file in ROOT.rglob("*.py")
        if file.relative_to(ROOT).parts[0] not in ("tests", "bench")
        for statement in ast.parse(file.read_text()).body
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value
        for node in ast.walk(statement.value)
        if isinstance(node, ast.Call) and ast.unparse(node.func) not in harmless
    }
    assert strange == set()
