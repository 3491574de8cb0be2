"""What goes to a worker and comes back."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from py_kernels.cluster.parcel import digests, pack, unpack


def test_a_parcel_has_what_was_put_in_under_the_names_that_were_given(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "a.json").write_text("{}")
    (tmp_path / "b.csv").write_text("x\n1\n")
    (tmp_path / "link").symlink_to(tmp_path / "b.csv")
    unpack(pack({"deps/made": folder, "data/b.csv": tmp_path / "link"}), tmp_path / "there")
    assert set(digests(tmp_path / "there")) == {"deps/made/inner/a.json", "data/b.csv"}
    assert not (tmp_path / "there" / "data" / "b.csv").is_symlink()
    assert digests(tmp_path / "there" / "deps" / "made") == digests(folder)


def test_a_changed_file_has_another_digest(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = digests(tmp_path)
    (tmp_path / "a").write_text("2")
    assert digests(tmp_path) != before


@pytest.mark.parametrize("name", ["../outside", "/outside"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    folder = tmp_path / "folder"
    if name.startswith("/"):  # the leading stroke is taken away
        unpack(buffer.getvalue(), folder)
        assert set(digests(folder)) == {"outside"}
    else:
        with pytest.raises(tarfile.OutsideDestinationError):
            unpack(buffer.getvalue(), folder)
    assert [path.name for path in tmp_path.iterdir()] == (["folder"] if folder.exists() else [])


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(tarfile.FilterError):
        unpack(buffer.getvalue(), tmp_path)
