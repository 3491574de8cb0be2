"""Compiles the fused kernel: `python -m py_kernels.native.build`.

One shared library with a plain C interface, in native/build/, from native/fused/: the passes once for each
instruction set, the dispatcher once. The file's name holds a hash of the sources and one of the compiler, so
that a library is never used with sources that it was not made of. Nothing is compiled when the package is
imported.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from .sources import BUILD, FLAGS, INSTRUCTION_SETS, SOURCES, source_hash


class BuildError(Exception):
    """The kernel cannot be built; the message is one sentence."""


def find_compiler() -> str:
    """The C++ compiler: $CXX, or the first of c++, g++ and clang++ on the path."""
    for name in (os.environ.get("CXX"), "c++", "g++", "clang++"):
        path = shutil.which(name) if name else None
        if path:
            return path
    raise BuildError("no C++ compiler was found (set CXX, or install g++ or clang++)")


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildError(f"{command[0]} cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line] or done.stderr.splitlines()
        raise BuildError(f"{' '.join(command[:1])} failed: {lines[0] if lines else 'it said nothing'}")
    return done.stdout


def _compile_pass(compiler: str, folder: Path, name: str) -> Path:
    target = folder / f"pass_{name}.o"
    macro = f"-DINSTRUCTION_SET=kernel_{name}"
    flags = [*FLAGS, *INSTRUCTION_SETS[name], macro]
    _run([compiler, *flags, "-c", str(SOURCES / "pass.cpp"), "-o", str(target)])
    return target


def _thread_flags(compiler: str, folder: Path) -> list[str]:
    """OpenMP's flag, where the compiler can link with it: torch's own threads are then used."""
    program = folder / "threads.cpp"
    program.write_text("#include <omp.h>\nint main() { return omp_get_max_threads() < 1; }\n")
    try:
        _run([compiler, "-fopenmp", str(program), "-o", str(folder / "threads")])
    except BuildError:
        return []
    return ["-fopenmp"]


def build() -> Path:
    """Builds the library unless it is there, and returns its path. Raises BuildError."""
    compiler = find_compiler()
    version = hashlib.sha256(f"{compiler} {_run([compiler, '--version'])}".encode()).hexdigest()[:8]
    target = BUILD / f"fused-{source_hash()}-{version}.so"
    if target.exists():
        return target
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        folder = Path(name)
        intel = platform.machine().lower() in ("x86_64", "amd64")
        names = list(INSTRUCTION_SETS) if intel else ["generic"]
        with ThreadPoolExecutor() as pool:
            objects = list(pool.map(partial(_compile_pass, compiler, folder), names))
        whole = folder / target.name
        link = [*FLAGS, *_thread_flags(compiler, folder), "-shared", str(SOURCES / "fused.cpp")]
        _run([compiler, *link, *map(str, objects), "-o", str(whole)])
        # In one step, so that nobody ever loads half a library.
        os.replace(whole, target)
    for old in BUILD.glob("fused-*.so"):
        if old != target:
            old.unlink(missing_ok=True)
    return target


def main() -> int:
    try:
        print(f"The fused kernel is built: {build()}")
    except BuildError as error:
        print(f"The fused kernel is not built, plain PyTorch will serve: {error}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
