"""A session in any order of requests, good and bad ones, against a model of what it must then hold."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any
from unittest import TestCase

import torch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from torch import Tensor

from py_kernels.serve.failure import Failure
from py_kernels.serve.interrupts import Interrupts

from .messages import AUTOENCODER, LATENT, SPACE, TRAINING, Client, draw

SOAK = bool(os.environ.get("SOAK"))
HANDLES = st.sampled_from(["a", "b", "c"])
SEEDS = st.sampled_from([0, 1])
CONTENT = {"space": SPACE, "autoencoder": AUTOENCODER}
X = torch.linspace(-1, 1, 18).reshape(9, 2)
TABLE = {"x_train": X, "y_train": X[:, :1] * 2, "x_validation": X[:5], "y_validation": X[:5, :1] * 2}
# Each step sees the same networks: a training is then told by its seed and the number of its steps.
ONE_STEP = {1: draw(2, 1), 2: draw(3, 2)}


def requested(handle: str, steps: int) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Content and tensors of `train_steps`."""
    networks = {f"networks_{depth}": rows.repeat(steps, 1) for depth, rows in ONE_STEP.items()}
    return {"handle": handle, "counts": [[2, 3]] * steps}, networks


def digest(tensors: dict[str, Tensor]) -> str:
    whole = sha256()
    for name, value in sorted(tensors.items()):
        whole.update(f"{name} {value.dtype} {list(value.shape)}".encode())
        whole.update(value.contiguous().numpy().tobytes())
    return whole.hexdigest()


@cache
def expected(seed: int, steps: int, part: str) -> str:
    """What a training holds after so many steps of which nobody else had a part, in a session of its own."""
    client = Client()
    client.ask("train_init", {**CONTENT, "training": TRAINING, "handle": "t", "seed": seed})
    if steps:
        content, networks = requested("t", steps)
        client.ask("train_steps", content, **networks)
    return digest(client.ask("state", {"handle": "t", "part": part}).tensors)


class After(Interrupts):
    """Interrupts a request when it looks for the `left`-th time whether it should stop."""

    left: int | None = None

    def check(self, identity: int) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                raise Failure("interrupted", "the request was interrupted")
        super().check(identity)


@dataclass(frozen=True)
class Held:
    """A training, an autoencoder that was loaded, or a search (`seed` is then of no interest)."""

    kind: str
    seed: int
    steps: int = 0


class Sessions(RuleBasedStateMachine):
    """`held` is the model: what each handle must stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.client = Client()
        self.client.interrupts = self.interrupts = After()
        self.held: dict[str, Held] = {}

    def make(self, handle: str, held: Held, method: str, content: dict[str, Any], **tensors: Tensor) -> None:
        """Asks for what a handle is to stand for, which is refused where it stands for something."""
        if handle in self.held:
            assert self.client.refusal(method, content, **tensors)[0] == "handle"
        else:
            self.client.ask(method, content, **tensors)
            self.held[handle] = held

    def kind(self, handle: str) -> str:
        return self.held[handle].kind if handle in self.held else "nothing"

    @rule(handle=HANDLES, seed=SEEDS)
    def train(self, handle: str, seed: int) -> None:
        content = {**CONTENT, "training": TRAINING, "handle": handle, "seed": seed}
        self.make(handle, Held("training", seed), "train_init", content)

    @rule(handle=HANDLES, source=HANDLES, resumed=st.booleans())
    def copy(self, handle: str, source: str, resumed: bool) -> None:
        """Another training that goes on from a state, or an autoencoder of its weights."""
        if self.kind(source) != "training":
            return
        held = self.held[source]
        part = "all" if resumed else "autoencoder"
        state = self.client.ask("state", {"handle": source, "part": part}).tensors
        content = {**CONTENT, "handle": handle, "seed": held.seed}
        if resumed:
            self.make(handle, held, "train_init", {**content, "training": TRAINING}, **state)
        else:
            self.make(handle, replace(held, kind="loaded"), "load", content, **state)

    @rule(handle=HANDLES, autoencoder=HANDLES)
    def search(self, handle: str, autoencoder: str) -> None:
        latent = {**LATENT, "start_from": "normal"}
        content = {"handle": handle, "autoencoder": autoencoder, "latent": latent, "seed": 0}
        if self.kind(autoencoder) in ("training", "loaded"):
            self.make(handle, Held("search", 0), "search_init", content, **TABLE)
        else:
            assert self.client.refusal("search_init", content, **TABLE)[0] == "handle"

    @rule(handle=HANDLES, steps=st.integers(1, 3))
    def go_on(self, handle: str, steps: int) -> None:
        content, networks = requested(handle, steps)
        if self.kind(handle) == "training":
            done = self.client.ask("train_steps", content, **networks).content["step"]
        elif self.kind(handle) == "search":
            done = self.client.ask("search_steps", {"handle": handle, "steps": steps}).content["step"]
        else:
            assert self.client.refusal("train_steps", content, **networks)[0] == "handle"
            assert self.client.refusal("search_steps", {"handle": handle, "steps": steps})[0] == "handle"
            return
        self.held[handle] = replace(self.held[handle], steps=self.held[handle].steps + steps)
        assert done == self.held[handle].steps

    @rule(handle=HANDLES, looks=st.integers(1, 4))
    def interrupted(self, handle: str, looks: int) -> None:
        """The steps that were done stay done, whole ones."""
        if self.kind(handle) != "training":
            return
        content, networks = requested(handle, 5)
        self.interrupts.left = looks
        assert self.client.refusal("train_steps", content, **networks)[0] == "interrupted"
        self.interrupts.left = None
        held = self.held[handle]
        done = self.client.ask("state", {"handle": handle, "part": "all"}).content["step"]
        assert held.steps <= done < held.steps + 5
        self.held[handle] = replace(held, steps=done)

    @rule(handle=HANDLES, part=st.sampled_from(["all", "autoencoder"]))
    def look(self, handle: str, part: str) -> None:
        """What it holds is what one holds that was alone in its session."""
        kind = self.kind(handle)
        if kind == "training" or (kind == "loaded" and part == "autoencoder"):
            state = self.client.ask("state", {"handle": handle, "part": part}).tensors
            assert digest(state) == expected(self.held[handle].seed, self.held[handle].steps, part)
        else:
            assert self.client.refusal("state", {"handle": handle, "part": part})[0] == "handle"

    @rule(handle=HANDLES)
    def release(self, handle: str) -> None:
        if handle in self.held:
            self.client.ask("release", {"handle": handle})
            del self.held[handle]
        else:
            assert self.client.refusal("release", {"handle": handle})[0] == "handle"

    @rule(handle=HANDLES, method=st.sampled_from(["train_steps", "encode", "load", "release", "no_method"]))
    def refuse(self, handle: str, method: str) -> None:
        """Content that does not fit changes nothing."""
        assert self.client.refusal(method, {"handle": handle, "odd": 1})[0] in ("content", "method")

    @invariant()
    def holds_what_the_model_says(self) -> None:
        kinds = {"training": "Trainer", "search": "Search"}
        found = {name: type(thing).__name__ for name, thing in self.client.session._held.items()}
        assert found.keys() == self.held.keys()
        for handle, held in self.held.items():
            assert kinds.get(held.kind, found[handle]) == found[handle]


Sessions.TestCase.settings = settings(
    max_examples=100 if SOAK else 4,
    stateful_step_count=40 if SOAK else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


# After any requests, each handle stands for what the model says, bit for bit.
TestSessions: type[TestCase] = Sessions.TestCase
