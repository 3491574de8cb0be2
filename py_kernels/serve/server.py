"""The two sockets and their threads; the only importer of zmq. Protocol: docs/protocol.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import torch
import zmq

from . import catalogue
from .answer import answer
from .failure import Failure
from .interrupts import Interrupts
from .methods import METHODS
from .request import Reply, Request
from .session import Session
from .wire import Frame

# Milliseconds that the last answers have to leave: a dead client must not hold the kernel for ever.
LINGER = 500
STOP = "inproc://stop"


def serve(folder: Path, session: Session, announce: Callable[[str], None]) -> None:
    """Serves until `shutdown` is asked for.

    Work is done in the calling thread. `announce` gets one line of JSON, the endpoints, once both are bound.
    """
    # Denormals slow training by an order. Threads inherit this from the one that starts them: it comes before
    # the first parallel work.
    torch.set_flush_denormal(True)
    context = zmq.Context()
    work, control = _bind(context, folder / "work"), _bind(context, folder / "control")
    stop = context.socket(zmq.PAIR)
    stop.bind(STOP)
    interrupts = Interrupts()
    # A daemon: where the work thread fails, the process must be able to end.
    controller = Thread(target=_control, args=(context, control, interrupts), daemon=True)
    controller.start()
    announce(json.dumps({"work": _endpoint(work), "control": _endpoint(control)}))
    _work(work, stop, session, interrupts)
    controller.join()
    work.close()
    stop.close()
    context.term()


def _bind(context: zmq.Context[zmq.Socket[bytes]], path: Path) -> zmq.Socket[bytes]:
    socket = context.socket(zmq.ROUTER)
    socket.linger = LINGER
    # A ROUTER drops what a full queue cannot take, and every request must be answered.
    socket.sndhwm = socket.rcvhwm = 0
    socket.bind(f"ipc://{path}")
    return socket


def _endpoint(socket: zmq.Socket[bytes]) -> str:
    endpoint = socket.last_endpoint
    return endpoint.decode().rstrip("\0") if isinstance(endpoint, bytes) else str(endpoint)


def _work(
    socket: zmq.Socket[bytes], stop: zmq.Socket[bytes], session: Session, interrupts: Interrupts
) -> None:
    """One request after the other; at `stop`, what is still waiting is answered (`interrupted`)."""

    def call(name: str, request: Request) -> Reply:
        with session.serving():
            try:
                return METHODS[name](session, request)
            except Failure:
                raise
            except Exception:
                if session.ranks:
                    session.ranks.fail()
                raise

    poller = zmq.Poller()
    poller.register(socket, zmq.POLLIN)
    poller.register(stop, zmq.POLLIN)
    while stop not in dict(poller.poll()):
        _serve_one(socket, catalogue.METHODS, call, interrupts)
    while socket.poll(0):
        _serve_one(socket, catalogue.METHODS, call, interrupts)


def _control(
    context: zmq.Context[zmq.Socket[bytes]], socket: zmq.Socket[bytes], interrupts: Interrupts
) -> None:
    """Serves the control socket; the thread ends with `shutdown`."""
    leaving = False

    def call(name: str, request: Request) -> Reply:
        nonlocal leaving
        if name == "interrupt":
            interrupts.ask(request.content["ids"])
        elif name == "shutdown":
            leaving = True
        return Reply()

    while not leaving:
        # Interrupts are of work requests: those that serve control requests stop nothing.
        _serve_one(socket, catalogue.CONTROL, call, Interrupts())
    interrupts.leave()
    socket.close()
    stop = context.socket(zmq.PAIR)
    stop.connect(STOP)
    stop.send(b"")
    stop.close()


def _serve_one(
    socket: zmq.Socket[bytes],
    entries: dict[str, object],
    call: Callable[[str, Request], Reply],
    interrupts: Interrupts,
) -> None:
    client, *rest = socket.recv_multipart(copy=False)

    def send(frames: list[Frame]) -> None:
        socket.send_multipart([client.bytes, *frames], copy=False)

    frames: list[Frame] = [frame.buffer for frame in rest]
    send(answer(frames, entries, call, interrupts, send))
