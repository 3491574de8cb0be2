"""The kernel as a process: sockets, threads, and how it ends."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
import torch
import zmq
from torch import Tensor

from py_kernels.serve.session import Session
from py_kernels.serve.version import PROTOCOL
from py_kernels.serve.wire import Message, decode, encode

from .messages import AUTOENCODER, LATENT, SPACE, draw, header, raw

# A kernel that hangs fails its test: no answer and no ending takes this long.
PATIENCE = 60
ROOT = Path(__file__).parents[3]
# Random messages to a kernel: more of them in a soak.
MESSAGES = 1_000_000 if os.environ.get("SOAK") else 2_000
# Seconds in which nobody reads the kernel's progress.
UNREAD = 60 if os.environ.get("SOAK") else 3


def command(folder: Path) -> list[str]:
    arguments = ["--folder", str(folder), "--device", "cpu", "--threads", "1", "--protocol", str(PROTOCOL)]
    return [sys.executable, "-m", "py_kernels.serve", *arguments]


class Kernel:
    """A kernel's process and one client of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command(folder), cwd=ROOT, stdin=pipe, stdout=pipe)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.context = zmq.Context()
        self.sockets = {}
        for name, endpoint in json.loads(self.line or "{}").items():
            self.sockets[name] = self.context.socket(zmq.DEALER)
            self.sockets[name].connect(endpoint)

    def send(
        self, method: str, identity: int, content: Mapping[str, Any], socket: str = "work", **tensors: Tensor
    ) -> None:
        frames = encode(header(method, identity), content, tensors)
        self.sockets[socket].send_multipart(frames)

    def receive(self, socket: str = "work") -> Message:
        assert self.sockets[socket].poll(PATIENCE * 1000), "no answer"
        return decode(self.sockets[socket].recv_multipart())

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        for socket in self.sockets.values():
            socket.close(linger=0)
        self.context.term()
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = Kernel(tmp_path_factory.mktemp("k"))
    yield kernel
    kernel.close()


def test_the_endpoints_are_sockets_in_the_folder(kernel: Kernel) -> None:
    assert json.loads(kernel.line) == {name: f"ipc://{kernel.folder}/{name}" for name in ("work", "control")}


def test_requests_in_flight_are_answered_in_order_each_once(kernel: Kernel) -> None:
    for identity in range(100, 120):
        method = ("hello", "nothing", "release")[identity % 3]
        kernel.send(method, identity, {"handle": "none"} if method == "release" else {})
    kernel.sockets["work"].send_multipart([b"noise"])
    answers = [kernel.receive() for _ in range(21)]
    assert [answer.header["id"] for answer in answers] == [*range(100, 120), -1]
    codes = [answer.content.get("code", "reply") for answer in answers]
    assert codes[:3] == ["method", "handle", "reply"]
    assert codes[-1] == "protocol"
    assert kernel.sockets["work"].poll(0) == 0


def test_fifty_megabytes_come_back_as_the_networks_compute_them(kernel: Kernel) -> None:
    space = {**SPACE, "inputs": 1, "max_width": 1, "depths": [1], "activations": ["linear"]}
    x = torch.randn(12_500_000, 1, generator=torch.Generator().manual_seed(0))
    kernel.send("evaluate", 1, {"space": space, "depth": 1}, networks=torch.tensor([[1.0, 2, 1]]), x=x)
    assert torch.equal(kernel.receive().tensors["outputs"].flatten(), 2 * x.flatten())


def begin_search(kernel: Kernel) -> None:
    """Opens the search `s`, by the requests 1 and 2."""
    latent = {**LATENT, "start_from": "normal"}
    kernel.send("load", 1, {"space": SPACE, "autoencoder": AUTOENCODER, "handle": "a", "seed": 0})
    x = torch.randn(5000, 2)
    table = {"x_train": x, "y_train": x[:, :1], "x_validation": x, "y_validation": x[:, :1]}
    content = {"handle": "s", "autoencoder": "a", "latent": latent, "seed": 0}
    kernel.send("search_init", 2, content, "work", **table)


def test_progress_that_nobody_reads_takes_no_memory_and_the_answer_comes(kernel: Kernel) -> None:
    begin_search(kernel)
    for _ in range(2):
        kernel.receive()
    kernel.send("search_steps", 3, {"handle": "s", "steps": 10_000_000})
    kernel.receive()  # the first progress: the search has what it needs
    before = resident(kernel.process.pid)
    sleep(UNREAD)
    assert resident(kernel.process.pid) - before < 50e6
    kernel.send("interrupt", 1, {"ids": [3]}, socket="control")
    assert kernel.receive("control").header["kind"] == "reply"
    while (answer := kernel.receive()).header["kind"] == "progress":
        pass
    assert answer.content["code"] == "interrupted"
    for identity, handle in ((4, "s"), (5, "a")):
        kernel.send("release", identity, {"handle": handle})
        assert kernel.receive().header["kind"] == "reply"


def test_control_answers_while_work_is_done_and_can_interrupt_it(kernel: Kernel) -> None:
    begin_search(kernel)
    for identity in (3, 4):
        kernel.send("search_steps", identity, {"handle": "s", "steps": 10_000_000})
    kernel.send("hello", 5, {})
    assert [kernel.receive().header["kind"] for _ in range(2)] == ["reply", "reply"]
    progress = kernel.receive()
    assert progress.header == header("search_steps", 3, kind="progress")
    assert 0 < progress.content["done"] < progress.content["total"] == 10_000_000
    kernel.send("ping", 1, {}, socket="control")
    assert kernel.receive("control").header["kind"] == "reply"
    kernel.send("interrupt", 2, {"ids": [3, 4]}, socket="control")
    assert kernel.receive("control").header["kind"] == "reply"
    answers: list[Message] = []
    while len(answers) < 3:
        answer = kernel.receive()
        if answer.header["kind"] != "progress":
            answers.append(answer)
    assert [answer.header["id"] for answer in answers] == [3, 4, 5]
    assert [answer.content.get("code") for answer in answers] == ["interrupted", "interrupted", None]


def test_control_refuses_what_it_does_not_serve(kernel: Kernel) -> None:
    kernel.send("hello", 7, {}, socket="control")
    assert kernel.receive("control").content["code"] == "method"
    kernel.send("interrupt", 8, {"ids": "all"}, socket="control")
    assert kernel.receive("control").content["code"] == "content"


def test_noise_in_the_header_frame_is_no_reason_to_end(kernel: Kernel) -> None:
    kernel.sockets["work"].send_multipart([raw({"id": 77, "method": "x"}), b"{}"])
    assert kernel.receive().header["id"] == 77


def random_frames(draw: random.Random, identity: int) -> list[bytes]:
    """No request: noise, cut or changed frames, wrong counts, huge shapes, no end of brackets."""
    whole = encode(header("evaluate", identity), {"space": SPACE, "depth": 1}, {"x": torch.ones(3, 2)})
    frames = [bytes(frame) for frame in whole]
    at = draw.randrange(len(frames))
    match draw.randrange(7):
        case 0:
            return [draw.randbytes(draw.randrange(200)) for _ in range(draw.randrange(1, 6))]
        case 1:
            frames[at] = frames[at][: draw.randrange(len(frames[at]))]
        case 2:
            frames[at] = draw.randbytes(len(frames[at]))
        case 3:
            frames += [b"x"] * draw.randrange(1, 4)
        case 4:
            frames = frames[:at] or [b""]
        case 5:
            frames[1] = frames[1].replace(b"[3,2]", b"[9007199254740991,9007199254740991]")
        case _:
            frames[1] = b"[" * draw.randrange(100_000)
    return frames


def test_random_messages_are_answered_once_each_and_leave_the_kernel_well(kernel: Kernel) -> None:
    draw = random.Random(0)
    kernel.send("hello", 0, {})
    kernel.receive()
    before = resident(kernel.process.pid)
    for identity in range(1, MESSAGES + 1):
        kernel.sockets["work"].send_multipart(random_frames(draw, identity))
        assert kernel.receive().header["kind"] == "error"
    begin = monotonic()
    kernel.send("hello", 0, {})
    assert kernel.receive().header["kind"] == "reply"
    assert monotonic() - begin < 1
    assert resident(kernel.process.pid) - before < 50e6
    assert not kernel.sockets["work"].poll(0), "an answer too many"


def resident(pid: int) -> float:
    """Bytes of memory that a process holds."""
    (line,) = re.findall(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(line) * 1024


def test_denormal_numbers_are_flushed(kernel: Kernel) -> None:
    space = {**SPACE, "inputs": 1, "max_width": 1, "depths": [1], "activations": ["linear"]}
    networks = torch.tensor([[1e-20, 1e-20, 1], [1e-15, 1e-15, 1]])
    kernel.send("evaluate", 1, {"space": space, "depth": 1}, networks=networks, x=torch.ones(1, 1))
    outputs = kernel.receive().tensors["outputs"].flatten()
    assert outputs[0] == 0
    assert outputs[1] > 0


def test_signals_stop_nothing_but_shutdown_answers_what_waits_and_ends_the_process(
    tmp_path: Path,
) -> None:
    kernel = Kernel(tmp_path)
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            kernel.process.send_signal(number)
        kernel.send("load", 1, {"space": SPACE, "autoencoder": AUTOENCODER, "handle": "a", "seed": 0})
        assert kernel.receive().header["kind"] == "reply"
        for identity in range(2, 30):
            kernel.send("encode", identity, {"handle": "a", "depth": 1}, networks=draw(2000, 1))
        kernel.receive()
        kernel.send("shutdown", 1, {}, socket="control")
        answers = [kernel.receive() for _ in range(3, 30)]
        assert [answer.header["id"] for answer in answers] == list(range(3, 30))
        assert {answer.content.get("code") for answer in answers} <= {None, "interrupted"}
        assert kernel.wait() == 0
        assert kernel.process.stdout is not None
        assert kernel.process.stdout.read() == b""  # the endpoints were all
    finally:
        kernel.close()


def test_the_kernel_leaves_when_its_input_ends_though_it_is_still_loading(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    process = subprocess.Popen(command(folder), cwd=ROOT, stdin=subprocess.PIPE)
    process.communicate(b"", PATIENCE)
    assert process.returncode == 0
    assert not folder.exists()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_a_device_that_is_not_there_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="device cuda: torch finds no CUDA device here"):
        Session("cuda", 1)
