"""What the fused kernel is built from, and what its library is called."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

SOURCES = Path(__file__).parent / "fused"
BUILD = Path(__file__).parent / "build"
# No -ffast-math: a NaN must stay one, and (t + c) - c must not become t.
FLAGS = ("-std=c++17", "-O3", "-fPIC", "-fvisibility=hidden", "-fno-math-errno", "-fno-trapping-math", "-w")
INSTRUCTION_SETS = {"generic": (), "avx2": ("-mavx2", "-mfma"), "avx512": ("-mavx512f", "-mfma")}


def source_hash() -> str:
    """A hash of everything that shapes the library, except for the compiler."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()} {FLAGS} {INSTRUCTION_SETS}".encode())
    for path in sorted(SOURCES.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
