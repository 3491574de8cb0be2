"""The choice of the back end, and the reason that is given for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.batch import Networks
from py_kernels.native import backend, call, choice, eager, fused, library, predict, squared_error

from .conftest import needs_triton
from .draw import PAPER, draw

HAS_COMPILER = any(shutil.which(name) for name in ("c++", "g++", "clang++"))


@pytest.fixture
def choose_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Whatever is chosen is forgotten at the end."""
    monkeypatch.delenv("SWAT_NATIVE", raising=False)
    for name in ("loaded", "launcher"):
        monkeypatch.setattr(fused, name, getattr(fused, name))
    backend.cache_clear()
    yield monkeypatch
    backend.cache_clear()


@pytest.fixture
def cuda(choose_anew: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As if there were a CUDA device."""
    choose_anew.setattr(torch.cuda, "is_available", lambda: True)
    choose_anew.setattr(torch.cuda, "get_device_capability", lambda: (8, 0))
    choose_anew.setenv("SWAT_NATIVE", "triton")
    return choose_anew


@pytest.mark.skipif("SWAT_NATIVE" in os.environ, reason="SWAT_NATIVE chooses")
def test_a_machine_with_a_compiler_is_served_by_the_fused_kernel() -> None:
    assert backend().name.startswith("cpu-fused/") == HAS_COMPILER
    assert bool(backend().reason) != HAS_COMPILER


@pytest.mark.parametrize("device", ["cpu", "cuda"])
@pytest.mark.parametrize("wanted", ["eager", "nonsense"])
def test_the_environment_can_ask_for_plain_pytorch(
    cuda: pytest.MonkeyPatch, wanted: str, device: str
) -> None:
    cuda.setenv("SWAT_NATIVE", wanted)
    chosen = backend(device)
    assert chosen.name == "eager"
    assert f"SWAT_NATIVE={wanted}" in chosen.reason


def test_an_instruction_set_can_be_asked_for(choose_anew: pytest.MonkeyPatch) -> None:
    choose_anew.setenv("SWAT_NATIVE", "generic")
    assert backend().name == ("cpu-fused/generic" if HAS_COMPILER else "eager")


@pytest.mark.parametrize("problem", [None, OSError("no such symbol")])
def test_a_missing_library_is_said_with_its_reason(
    choose_anew: pytest.MonkeyPatch, problem: OSError | None
) -> None:
    def load() -> None:
        if problem:
            raise problem

    choose_anew.setattr(library, "load", load)
    chosen = backend()
    assert chosen.name == "eager"
    assert (str(problem) if problem else "is not built") in chosen.reason


@pytest.mark.skipif(fused.loaded is None, reason="no fused kernel is built")
@pytest.mark.parametrize("threaded", [False, True])
def test_a_library_without_threads_is_said(choose_anew: pytest.MonkeyPatch, threaded: bool) -> None:
    choose_anew.setattr(fused.loaded, "threaded", threaded)
    choose_anew.setattr(library, "load", lambda: fused.loaded)
    assert backend().name.startswith("cpu-fused/")
    assert ("without OpenMP: one thread" in backend().reason) == (not threaded)


def test_without_a_cuda_device_the_reason_says_so(choose_anew: pytest.MonkeyPatch) -> None:
    choose_anew.setattr(torch.cuda, "is_available", lambda: False)
    assert backend("cuda") == choice.Backend("eager", "torch finds no CUDA device")


def test_a_cuda_device_is_served_by_plain_pytorch_unless_triton_is_asked_for(
    cuda: pytest.MonkeyPatch,
) -> None:
    cuda.delenv("SWAT_NATIVE")
    assert backend("cuda") == choice.Backend("eager", "")


def test_a_device_that_triton_does_not_compile_for_has_plain_pytorch(cuda: pytest.MonkeyPatch) -> None:
    cuda.setattr(torch.cuda, "get_device_capability", lambda: (7, 5))
    chosen = backend("cuda")
    assert chosen.name == "eager"
    assert "7.5" in chosen.reason


def test_without_triton_the_reason_says_how_to_install_it(cuda: pytest.MonkeyPatch) -> None:
    for module in ("py_kernels.native.gpu.launch", "triton"):
        cuda.setitem(sys.modules, module, None)  # an import of it now fails
    chosen = backend("cuda")
    assert chosen.name == "eager"
    assert "requirements-triton.txt" in chosen.reason


@needs_triton
def test_triton_asked_for_on_the_cpu_serves_by_its_interpreter(choose_anew: pytest.MonkeyPatch) -> None:
    choose_anew.setenv("SWAT_NATIVE", "triton")
    choose_anew.setenv("TRITON_INTERPRET", "1")
    assert backend().name == "triton"
    assert "interpreted" in backend().reason
    assert fused.serving(torch.device("cpu")) is fused.launcher
    case = draw(PAPER, 1, 1, 5)
    torch.testing.assert_close(predict(case.networks, case.x), eager.predict(case.networks, case.x))


@needs_triton
def test_a_kernel_for_another_kind_of_device_is_not_loaded(cuda: pytest.MonkeyPatch) -> None:
    chosen = backend("cuda")
    assert chosen == choice.Backend("eager", "Triton serves cpu alone: unset TRITON_INTERPRET=1 for cuda")
    assert fused.launcher is None


@needs_triton
@pytest.mark.parametrize(
    ("factor", "words"), [(1.001, "differs from plain PyTorch by 0.001"), (torch.nan, "nan")]
)
def test_a_kernel_that_is_wrong_is_not_used(
    choose_anew: pytest.MonkeyPatch, factor: float, words: str
) -> None:
    right = call.squared_error

    def wrong(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
        return right(networks, x, y) * factor

    choose_anew.setenv("SWAT_NATIVE", "triton")
    choose_anew.setenv("TRITON_INTERPRET", "1")
    choose_anew.setattr(call, "squared_error", wrong)
    chosen = backend()
    assert chosen.name == "eager"
    assert words in chosen.reason
    assert fused.launcher is None


@needs_triton
def test_a_kernel_that_does_not_run_is_not_used_and_one_sentence_says_why(
    choose_anew: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> Tensor:
        raise RuntimeError("Failed to find C compiler.\nPlease specify CC")

    choose_anew.setenv("SWAT_NATIVE", "triton")
    choose_anew.setenv("TRITON_INTERPRET", "1")
    choose_anew.setattr(call, "squared_error", fail)
    chosen = backend()
    assert chosen.reason == "the Triton kernel does not run (RuntimeError: Failed to find C compiler.)"
    assert fused.launcher is None


def test_the_first_use_on_a_device_chooses_its_back_end(choose_anew: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    choose_anew.setattr("py_kernels.native.operator.backend", asked.append)
    case = draw(PAPER, 1, 1, 5)
    squared_error(case.networks, case.x, case.y)
    predict(case.networks, case.x)
    assert asked == ["cpu", "cpu"]
