"""Each test of the kernel runs with every back end that this machine has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from py_kernels.native import fused

BACK_ENDS = ["eager", *(fused.loaded.instruction_sets if fused.loaded else [])]


@pytest.fixture(params=BACK_ENDS)
def back_end(request: pytest.FixtureRequest) -> Iterator[str]:
    name: str = request.param
    kept = fused.loaded
    if name == "eager" or kept is None:
        fused.loaded = None
        yield name
    else:
        before = kept.instruction_set
        kept.use(name)
        yield name
        kept.use(before)
    fused.loaded = kept
