"""Hands tasks to the cluster and takes back what they made, as lines of JSON ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import ray

from .parcel import digests, pack, unpack
from .worker import Result, perform

# Seconds: how long a look at the tasks or at the requests takes where there are none.
LOOK = 0.05
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Sent:
    """A task in the cluster: who asked, and where what it makes is to be laid."""

    identity: int
    out: Path


class Driver:
    """`say` gets what became of each request, once: `done` or an `error`."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self._sent: dict[ray.ObjectRef[Any], Sent] = {}
        # What many tasks read is put into the cluster once; it is named by its content.
        self._put: dict[str, ray.ObjectRef[Any]] = {}

    def serve(self, requests: Queue[dict[str, Any] | None]) -> None:
        """Until the requests end (None)."""
        while True:
            try:
                request = requests.get(timeout=0 if self._sent else LOOK)
            except Empty:
                self._collect()
                continue
            if request is None:
                return
            if "cancel" in request:
                self._cancel(request["cancel"])
            else:
                self._send(request)

    def _send(self, request: dict[str, Any]) -> None:
        own = {name: Path(path) for name, path in request["files"].items()}
        parcels = [
            ray.put(pack(own)),
            *(self._shared(name, path) for name, path in request["folders"].items()),
        ]
        # Where a worker or its machine dies the task is tried again elsewhere. What the stage says is final.
        remote = ray.remote(max_retries=request["retries"], num_cpus=request["cores"])(perform)
        reference = remote.remote(request["task"], *parcels)
        self._sent[reference] = Sent(request["id"], Path(request["out"]))

    def _shared(self, name: str, path: str) -> ray.ObjectRef[Any]:
        if name not in self._put:
            self._put[name] = ray.put(pack({name: Path(path)}))
        return self._put[name]

    def _cancel(self, identity: int) -> None:
        for reference, sent in self._sent.items():
            if sent.identity == identity:
                ray.cancel(reference, force=True)

    def _collect(self) -> None:
        waiting = list(self._sent)
        ready, _ = ray.wait(waiting, num_returns=min(len(waiting), MOST_AT_ONCE), timeout=LOOK)
        for reference in ready:
            sent = self._sent.pop(reference)
            try:
                self._take(ray.get(reference), sent)
            except Exception as error:
                why = str(error).strip().splitlines() or [""]
                message = f"{type(error).__name__}: {why[0]}"
                self._say(
                    {"id": sent.identity, "error": {"blame": "machine", "message": message, "lines": why}}
                )

    def _take(self, result: Result, sent: Sent) -> None:
        """Lays what was made where it is wanted, if it is what the worker had."""
        error = None if result.answer["ok"] else result.answer["error"]
        if error is None:
            unpack(result.parcel, sent.out)
            if digests(sent.out) != result.digests:
                error = {"blame": "machine", "message": f"what came from {result.node} is not what was sent"}
        end = {"done": True} if error is None else {"error": error}
        self._say({"id": sent.identity, "node": result.node, **end})
