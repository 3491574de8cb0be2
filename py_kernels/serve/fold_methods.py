"""The methods of the protocol that hunt where rows are few."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import pad

from ..folds import FoldHunt, Views, init, step
from ..mlp.space import Space
from ..nets import Autoencoder, Tabular
from ..polish.task import TASKS
from .failure import Failure, refusals
from .request import Reply, Request
from .session import Session
from .shapes import check_columns


def folds_init(session: Session, request: Request) -> Reply:
    content, tensors = request.content, request.tensors
    session.must_be_free(content["handle"])
    space = Space.from_json(content["space"])
    check_columns("x", tensors["x"], space.inputs)
    counts, held = tensors["counts"], tensors["held"]
    if int(held.max()) >= counts.shape[1] or int(held.min()) < -1:
        raise Failure("content", f"held names views from 0 to {counts.shape[1] - 1}, or -1")
    if bool((counts < 0).any()) or not bool(counts.sum(2).gt(0).all()):
        raise Failure("content", "every view has some rows, and no row less than no times")
    autoencoder, embedding = _autoencoder(session, content["autoencoder"]), None
    if autoencoder is not None and not isinstance(autoencoder, Tabular):
        if "x_space" not in tensors or "y_space" not in tensors:
            raise Failure("content", "with an autoencoder that embeds functions come x_space and y_space")
        check_columns("x_space", tensors["x_space"], autoencoder.space.inputs)
        embedding = _views(tensors["x_space"], tensors["y_space"], request)
    with refusals():
        hunt = init(
            space,
            _views(tensors["x"], tensors["y"], request),
            content["folds"],
            content["most"],
            content["seed"],
            session.device,
            autoencoder,
            embedding,
        )
    session.hold(content["handle"], hunt)
    return Reply({"total": hunt.total})


def folds_steps(session: Session, request: Request) -> Reply:
    hunt = session.get(request.content["handle"], FoldHunt)
    over = False
    for _ in request.steps(request.content["steps"]):
        over = over or not step(hunt, request.content["hurried"])
    session.wait()
    return Reply({"step": hunt.step_count, "over": over, "candidates": len(hunt.candidates)})


def folds_found(session: Session, request: Request) -> Reply:
    hunt = session.get(request.content["handle"], FoldHunt)
    candidates = hunt.candidates
    rows = [{"kind": each.kind, "depth": each.depth} for each in candidates]
    y, (tables, repeats, count) = hunt.views.y, hunt.views.held.shape
    size = max((each.packed.shape[1] for each in candidates), default=0)

    def stacked(parts: list[Tensor], *shape: int) -> Tensor:
        return torch.stack(parts) if parts else y.new_zeros(0, tables, *shape)

    packed = [pad(each.packed, (0, size - each.packed.shape[1])) for each in candidates]
    tensors = {
        "networks": stacked(packed, size),
        "left_out": stacked([each.left_out for each in candidates], repeats, y.shape[2], count),
        "starts": stacked([each.start for each in candidates]).int(),
        "noise": stacked([each.noise.double() for each in candidates]).double(),
    }
    return Reply({"candidates": rows}, tensors)


def _autoencoder(session: Session, handle: str | None) -> Autoencoder | None:
    if handle is None:
        return None
    thing = session.get(handle, object)
    if isinstance(thing, Autoencoder):
        return thing
    raise Failure("handle", f"the handle {handle!r} is a {type(thing).__name__}, not an autoencoder")


def _views(x: Tensor, y: Tensor, request: Request) -> Views:
    counts, held = request.tensors["counts"], request.tensors["held"]
    loss = request.content["loss"]
    task = TASKS["squares" if loss in ("squared", "huber") else loss]
    return Views(x, y, counts.flatten(0, 1), held.long(), task, robust=loss == "huber")
