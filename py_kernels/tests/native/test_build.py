"""Building the fused kernel."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from py_kernels.native import build, library, sources


def test_without_a_compiler_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX", raising=False)
    assert build.main() == 0
    complaint = capsys.readouterr().err
    assert "no C++ compiler was found" in complaint
    assert complaint.count("\n") == 1


def test_a_compiler_that_fails_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CXX", "false")
    assert build.main() == 0
    complaint = capsys.readouterr().err
    assert "false failed" in complaint
    assert complaint.count("\n") == 1


def test_a_changed_source_has_another_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = sources.source_hash()
    copy = tmp_path / "fused"
    shutil.copytree(sources.SOURCES, copy)
    monkeypatch.setattr(sources, "SOURCES", copy)
    assert sources.source_hash() == before
    (copy / "tile.h").write_text((copy / "tile.h").read_text() + "\n")
    assert sources.source_hash() != before


def test_a_library_of_other_sources_is_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fused-0000000000000000-00000000.so").write_bytes(b"not a library")
    monkeypatch.setattr(library, "BUILD", tmp_path)
    assert library.load() is None
    (tmp_path / f"fused-{sources.source_hash()}-00000000.so").write_bytes(b"not a library")
    with pytest.raises(OSError, match=r"file too short|invalid ELF"):
        library.load()
