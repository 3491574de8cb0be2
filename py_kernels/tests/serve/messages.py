"""Requests as TypeScript would send them, and their answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.serve import catalogue
from py_kernels.serve.answer import answer
from py_kernels.serve.interrupts import Interrupts
from py_kernels.serve.methods import METHODS
from py_kernels.serve.request import Reply, Request
from py_kernels.serve.session import Session
from py_kernels.serve.version import FILE
from py_kernels.serve.wire import Frame, Message, decode, encode


def whole(name: str, **changes: Any) -> dict[str, Any]:
    """The object `name` of the pipeline's schema with its defaults, and `changes`."""
    properties = catalogue.SCHEMAS.files["pipeline.schema.json"]["$defs"][name]["properties"]
    defaults = {key: _default(part) for key, part in properties.items() if "default" in part}
    return {**defaults, **changes}


def _default(part: Mapping[str, Any]) -> Any:
    """Objects are filled with their own defaults."""
    return whole(part["$ref"].split("/")[-1]) if part["default"] == {} else part["default"]


SPACE = whole("space", inputs=2, min_width=1, max_width=3, depths=[1, 2])
AUTOENCODER = whole(
    "functional",
    kind="functional",
    latent=6,
    hidden=8,
    encoder_blocks=1,
    decoder_blocks=1,
    probes_per_input=3,
)
TRAINING = whole("training", networks=64, batch=8, grid=3, warmup_steps=2, precision="float32")
LATENT = whole("latent", starts=4, start_from="networks", rows=0, evaluate_every=1)
FINISH = whole("finish", networks=4, rows=0)
BEGIN = {"finish": FINISH, "rounds": 1, "depths": [1, 2], "drawn_share": 0.5, "regrow_share": None}


def draw(count: int, depth: int, seed: int = 0) -> Tensor:
    """Packed networks of SPACE, `[count, P]`, every neuron active."""
    plan = layout(Space.from_json(SPACE), depth)
    packed = torch.randn(count, plan.size, generator=torch.Generator().manual_seed(seed))
    plan.view(packed, "masks").fill_(1)
    return packed


def header(method: str, identity: int = 1, **changes: Any) -> dict[str, Any]:
    return {"protocol": 1, "id": identity, "kind": "request", "method": method, **changes}


def frames_of(message: list[Frame]) -> list[Frame]:
    """The frames as they arrive: copies that nobody else can write into."""
    return [bytes(frame) for frame in message]


class Client:
    """Asks a session without sockets; every answer goes through the wire's encoding and the catalogue."""

    def __init__(self) -> None:
        self.session = Session("cpu", 1)
        self.interrupts = Interrupts()
        self.progress: list[dict[str, Any]] = []

    def send(self, frames: list[Frame]) -> None:
        self.progress.append(decode(frames_of(frames)).content)

    def answer(
        self, method: str, content: Mapping[str, Any], tensors: Mapping[str, Tensor] | None = None
    ) -> Message:
        frames = frames_of(encode(header(method), content, tensors or {}))
        return decode(frames_of(answer(frames, catalogue.METHODS, self._call, self.interrupts, self.send)))

    def _call(self, name: str, request: Request) -> Reply:
        with self.session.serving():
            return METHODS[name](self.session, request)

    def ask(self, method: str, content: Mapping[str, Any], **tensors: Tensor) -> Message:
        """The reply, which is what the catalogue says."""
        message = self.answer(method, content, tensors)
        assert message.header["kind"] == "reply", message.content
        entry = catalogue.METHODS[method]["reply"]
        assert catalogue.SCHEMAS.complaint(FILE, entry["content"], message.content, "reply") is None
        assert catalogue.tensor_complaint(entry["tensors"], message.tensors) is None
        return message

    def refusal(self, method: str, content: Mapping[str, Any], **tensors: Tensor) -> tuple[str, str]:
        """Code and sentence of the error."""
        message = self.answer(method, content, tensors)
        assert message.header["kind"] == "error", message.content
        schema = {"$ref": "#/$defs/error"}
        assert catalogue.SCHEMAS.complaint(FILE, schema, message.content, "error") is None
        return message.content["code"], message.content["message"]


def raw(value: object) -> bytes:
    return json.dumps(value).encode()
