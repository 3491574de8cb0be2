"""Each test of the kernel runs with every back end that this machine has, and with Triton's interpreter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

# Triton's interpreter stands in for a CUDA device. It must be asked for before anybody imports triton.
os.environ["TRITON_INTERPRET"] = "1"
assert sys.modules.get("triton") is None

from py_kernels.native import fused  # noqa: E402  (after the variable)

try:
    from py_kernels.native.gpu import launch
except ModuleNotFoundError as error:
    WITHOUT_TRITON = f"no module {error.name}: pip install -r requirements-triton.txt"
else:
    WITHOUT_TRITON = ""
# The servers that other tests start must not inherit it.
del os.environ["TRITON_INTERPRET"]

# The interpreter spends as long on a small block as on a large one. Two of these are in many tests.
INTERPRETED_BLOCK = 256

needs_triton = pytest.mark.skipif(bool(WITHOUT_TRITON), reason=WITHOUT_TRITON)
COMPILED = ["eager", *(fused.loaded.instruction_sets if fused.loaded else [])]
TRITON = pytest.param("triton", marks=needs_triton)


@pytest.fixture(params=[*COMPILED, TRITON])
def back_end(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name: str = request.param
    kept = fused.loaded
    before = kept.instruction_set if kept else ""
    if name == "triton":
        monkeypatch.setenv("TRITON_INTERPRET", "1")
        monkeypatch.setattr(launch, "BLOCK", INTERPRETED_BLOCK)
        monkeypatch.setattr(fused, "launcher", launch.Launcher())
    elif name == "eager":
        monkeypatch.setattr(fused, "loaded", None)
    elif kept:
        kept.use(name)
    yield name
    if kept:
        kept.use(before)
