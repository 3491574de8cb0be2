"""The rooms of py_kernels import rightward only, as docs/architecture.md says."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "py_kernels"
PAGE = (ROOT / "docs" / "architecture.md").read_text()
(ARROWS,) = re.findall(r"`((?:\w+ -> )+torch)`", PAGE)
ORDER = ARROWS.split(" -> ")[:-1]


def sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "tests"]


def imported_rooms(path: Path) -> list[str]:
    """Rooms that a file imports, its own left out."""
    package = path.relative_to(PACKAGE).parent.parts
    rooms = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or node.level == 0:
            continue
        base = package[: len(package) - (node.level - 1)]
        names = [node.module] if node.module else [alias.name for alias in node.names]
        rooms += [(*base, *name.split("."))[0] for name in names]
    return [room for room in rooms if not package or room != package[0]]


def outside_packages(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0] for path in sources() if path.parent != PACKAGE}
    assert rooms == set(ORDER)


def test_imports_point_rightward_only() -> None:
    strays = [
        f"{path.relative_to(ROOT)} imports {room}"
        for path in sources()
        if path.parent != PACKAGE
        for room in imported_rooms(path)
        if ORDER.index(room) < ORDER.index(path.relative_to(PACKAGE).parts[0])
    ]
    assert strays == []


def test_some_imports_are_seen() -> None:
    assert any(imported_rooms(path) for path in sources())


def test_only_the_ranks_import_torch_distributed() -> None:
    users = {str(p.relative_to(PACKAGE)) for p in sources() if "torch.distributed" in p.read_text()}
    assert {path for path in users if path.endswith(".py")} == {"serve/ranks.py"}


def test_only_the_cluster_imports_ray() -> None:
    users = {str(path.relative_to(PACKAGE)) for path in sources() if "ray" in outside_packages(path)}
    assert users == {"cluster/__main__.py", "cluster/driver.py"}


def test_only_the_server_imports_zmq() -> None:
    users = {str(path.relative_to(PACKAGE)) for path in sources() if "zmq" in outside_packages(path)}
    assert users == {"serve/server.py"}
