"""Processes that train together: the first leads, which alone speaks to TypeScript, and the others follow it.

The only importer of torch.distributed. Everything they say to each other is bytes of the wire and sums of
numbers: nothing is pickled. They meet by a file, so that no port is open before they know each other; the
connections that follow are gloo's (or NCCL's), which knows no keys: on the loopback alone.
"""

from __future__ import annotations

import os
import socket
import traceback
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import torch
import torch.distributed as dist
from torch import Tensor

from ..learn import Share
from .failure import Failure
from .request import Request
from .version import PROTOCOL
from .wire import Frame, Message, decode, encode

# A rank that waits may wait for as long as nobody trains. That another is gone shows as its connection's end.
FOR_EVER = timedelta(days=365)
LOST = 6
LOOPBACK = ("lo", "lo0")


class Ranks:
    """One of several processes, in touch with all others; made by all of them at once."""

    def __init__(self, rank: int, ranks: int, folder: Path, device: torch.device) -> None:
        """Raises ValueError where there is no device for each."""
        if device.type == "cuda":
            if torch.cuda.device_count() < ranks:
                raise ValueError(
                    f"{ranks} processes need as many GPUs, and there are {torch.cuda.device_count()}"
                )
            torch.cuda.set_device(rank)
        (loopback,) = {name for _, name in socket.if_nameindex()} & {*LOOPBACK}
        os.environ["GLOO_SOCKET_IFNAME"] = os.environ["NCCL_SOCKET_IFNAME"] = loopback
        self.leads = rank == 0
        backend = "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo"
        meeting = f"file://{folder / 'ranks'}"
        dist.init_process_group(backend, init_method=meeting, rank=rank, world_size=ranks, timeout=FOR_EVER)
        self.share = Share(rank, ranks, dist.all_reduce)

    def together(self, name: str, request: Request) -> Request:
        """The leader's request `name`, which has been checked, as every rank serves it from here on.

        Where one stops early all do, after the same step.
        """
        if not self.leads:
            return replace(request, check=self._obey)
        header = {"protocol": PROTOCOL, "id": 0, "kind": "request", "method": name}
        frames = [bytes(frame) for frame in encode(header, request.content, request.tensors)]
        _tell(len(frames))
        for frame in frames:
            _tell(len(frame))
            if frame:
                dist.broadcast(torch.frombuffer(bytearray(frame), dtype=torch.uint8), 0)

        def check() -> None:
            try:
                request.check()
            except Failure:
                _tell(0)
                raise
            _tell(1)

        return replace(request, check=check)

    def heard(self) -> Message:
        """The leader's next request. Raises RuntimeError where it is gone."""
        frames: list[Frame] = []
        for _ in range(_hear()):
            frame = torch.empty(_hear(), dtype=torch.uint8)
            if len(frame):
                dist.broadcast(frame, 0)
            frames.append(frame.numpy().data)
        return decode(frames)

    def fail(self) -> NoReturn:
        """Ends the process: others may wait in the midst of a step for what has gone wrong here."""
        traceback.print_exc()
        os._exit(LOST)

    def _obey(self) -> None:
        if _hear() == 0:
            raise Failure("interrupted", "the first rank was interrupted")


def _tell(number: int) -> None:
    dist.broadcast(torch.tensor(number), 0)


def _hear() -> int:
    number: Tensor = torch.tensor(0)
    dist.broadcast(number, 0)
    return int(number)
