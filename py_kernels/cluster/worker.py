"""What a worker of the cluster does with a task: it gives it to swat's own program on its machine.

The program (dist/cluster/worker.js) stays with its worker, and with it the kernel, until the worker goes. It
ends when its standard input does, so that a worker that is killed leaves nothing behind.
"""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .parcel import digests, pack, unpack

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "dist" / "cluster" / "worker.js"


@dataclass(frozen=True)
class Result:
    """What became of a task: `answer` of the program, and what it wrote, as a parcel with its digests."""

    answer: dict[str, Any]
    node: str
    parcel: bytes
    digests: dict[str, str]


_program: subprocess.Popen[str] | None = None


def perform(task: dict[str, Any], *parcels: bytes) -> Result:
    """Runs a stage in a folder of its own that holds what is in the parcels, and takes what it wrote."""
    node = socket.gethostname()
    with tempfile.TemporaryDirectory(prefix="swat-task-") as name:
        folder = Path(name)
        for parcel in parcels:
            unpack(parcel, folder)
        out = folder / "out"
        for made in (out, folder / "work"):
            made.mkdir()
        answer = _ask({**task, "folder": name})
        if not answer["ok"]:
            return Result(answer, node, b"", {})
        return Result(answer, node, pack({path.name: path for path in out.iterdir()}), digests(out))


def _ask(task: dict[str, Any]) -> dict[str, Any]:
    """The program's answer to one line. Raises RuntimeError where it ends without one."""
    global _program
    if _program is None or _program.poll() is not None:
        pipe = subprocess.PIPE
        _program = subprocess.Popen(["node", str(PROGRAM)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert _program.stdin is not None
    assert _program.stdout is not None
    _program.stdin.write(f"{json.dumps(task)}\n")
    _program.stdin.flush()
    line = _program.stdout.readline()
    if not line:
        raise RuntimeError(f"swat's worker program ended with code {_program.wait()}")
    answer: dict[str, Any] = json.loads(line)
    return answer
