"""The choice of the back end: for the CPU when the package is loaded, for CUDA before its first use.

`SWAT_NATIVE` in the environment forces one: `eager` (plain PyTorch), an instruction set of the fused kernel
(`generic`, `avx2`, `avx512`; of no concern to CUDA), or `triton`. Without it the fastest there is serves.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache

import torch

from . import call, fused, library
from .sources import INSTRUCTION_SETS
from .trial import disagreement

# Relative; float32 sums of some hundred terms differ by 1e-6. A kernel that is wrong differs by far more.
AGREEMENT = 1e-4
# Triton does not compile for older devices.
OLDEST_CAPABILITY = (8, 0)


@dataclass(frozen=True)
class Backend:
    """Which implementation serves, and the reason where it is not the fastest (else empty)."""

    name: str
    reason: str


@lru_cache
def backend(device: str = "cpu") -> Backend:
    """The back end for tensors on a kind of device (`torch.device.type`); chosen once.

    Tensors that it does not take (float64, larger networks than it is built for) go to plain PyTorch whatever
    it is.
    """
    wanted = os.environ.get("SWAT_NATIVE", "")
    if wanted == "eager":
        return Backend("eager", "SWAT_NATIVE=eager asks for it")
    if wanted not in ("", "triton", *INSTRUCTION_SETS):
        return Backend("eager", f"SWAT_NATIVE={wanted} names no back end")
    if device == "cuda":
        return choose_for_cuda(wanted)
    if device == "cpu":
        return choose_interpreter() if wanted == "triton" else choose_for_cpu(wanted)
    return Backend("eager", f"there is no kernel for {device}")


def choose_for_cpu(wanted: str) -> Backend:
    """Loads the fused kernel; `wanted` is an instruction set, or empty."""
    try:
        found = library.load()
    except (OSError, AttributeError) as error:
        return Backend("eager", f"the fused kernel cannot be loaded ({error})")
    if found is None:
        return Backend("eager", "the fused kernel is not built: run `python -m py_kernels.native.build`")
    if wanted and wanted not in found.instruction_sets:
        return Backend("eager", f"SWAT_NATIVE={wanted} names no instruction set of this processor")
    if wanted:
        found.use(wanted)
    fused.loaded = found
    reasons = [f"SWAT_NATIVE={wanted} asks for it"] if wanted else []
    if not found.threaded:
        reasons.append("it was built without OpenMP: one thread")
    return Backend(f"cpu-fused/{found.instruction_set}", "; ".join(reasons))


def choose_for_cuda(wanted: str) -> Backend:
    """Plain PyTorch, the faster one on an H200 (docs/kernel.md); the Triton kernel where it is `wanted`."""
    if not torch.cuda.is_available():
        return Backend("eager", "torch finds no CUDA device")
    if wanted != "triton":
        return Backend("eager", "")
    capability = torch.cuda.get_device_capability()
    if capability < OLDEST_CAPABILITY:
        major, minor = capability
        return Backend("eager", f"Triton needs compute capability 8.0, this CUDA device has {major}.{minor}")
    problem = _load_triton("cuda")
    if problem:
        return Backend("eager", problem)
    return Backend("triton", "SWAT_NATIVE=triton asks for it")


def choose_interpreter() -> Backend:
    """Loads the Triton kernel for the CPU, which its interpreter serves: for tests."""
    problem = _load_triton("cpu")
    if problem:
        return Backend("eager", problem)
    return Backend("triton", "SWAT_NATIVE=triton asks for it; on the CPU it is interpreted, and very slow")


def _load_triton(device: str) -> str:
    """Makes Triton serve tensors on `device`; returns why it does not, or an empty string."""
    try:
        from .gpu.launch import Launcher
    except ImportError as error:
        return f"triton cannot be imported ({error}): `pip install -r requirements-triton.txt`"
    launcher = Launcher()
    if launcher.device != device:
        setting = "set" if device == "cpu" else "unset"
        return f"Triton serves {launcher.device} alone: {setting} TRITON_INTERPRET=1 for {device}"
    fused.launcher = launcher
    problem = _try_out(torch.device(device))
    if problem:
        fused.launcher = None
    return problem


def _try_out(device: torch.device) -> str:
    # Whatever goes wrong in a compiler, a driver or a launch, plain PyTorch can serve in its place.
    try:
        difference = disagreement(call.squared_error, device)
    except Exception as error:
        first = (str(error).strip().splitlines() or ["it does not say why"])[0]
        return f"the Triton kernel does not run ({type(error).__name__}: {first})"
    if not difference <= AGREEMENT:
        return f"the Triton kernel differs from plain PyTorch by {difference:.1g} on this device"
    return ""


# Now, not before the first use: it is cheap, and `fused.loaded` is read by those that name instruction sets.
backend("cpu")
