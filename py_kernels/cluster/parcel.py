"""Folders and files as bytes, and back: what is handed to a worker, and what it hands back."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path


def pack(parts: Mapping[str, Path]) -> bytes:
    """A tar archive of the files and folders `parts`, by the paths that they get in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, path in sorted(parts.items()):
            # What links lead to, so that nothing is left behind.
            archive.add(path.resolve(), name)
    return buffer.getvalue()


def unpack(parcel: bytes, folder: Path) -> None:
    """Writes what `pack` took below `folder`. Nothing is written elsewhere, whatever the archive says."""
    with tarfile.open(fileobj=io.BytesIO(parcel)) as archive:
        archive.extractall(folder, filter="data")


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
