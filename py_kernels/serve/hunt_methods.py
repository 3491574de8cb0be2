"""The methods of the protocol that serve every hunt for networks, a search or a rival."""

from __future__ import annotations

from ..search import drawn as drawn_networks
from ..search import finish
from ..search import front as fronts
from ..search.skill import skill
from ..search.state import Hunt
from .failure import Failure, refusals
from .request import Reply, Request
from .session import Session
from .shapes import check_depth, check_networks


def offer_networks(session: Session, request: Request) -> Reply:
    hunt = session.get(request.content["handle"], Hunt)
    drawn = request.by_depth("networks")
    for depth, networks in drawn.items():
        check_networks(hunt.space, depth, networks)
    drawn_networks.offer_drawn(hunt, drawn, request.content["rows"])
    return found(hunt)


def finish_init(session: Session, request: Request) -> Reply:
    hunt = session.get(request.content["handle"], Hunt)
    beginning = {key: value for key, value in request.content.items() if key != "handle"}
    for depth in beginning["depths"]:
        check_depth(hunt.space, depth)
    with refusals():
        finish.init(hunt, **beginning)
    return Reply()


def finish_steps(session: Session, request: Request) -> Reply:
    hunt = _finishing(session, request)
    for _ in request.steps(request.content["steps"]):
        finish.step(hunt)
    session.wait()
    return Reply({"step": hunt.step_count})


def end_round(session: Session, request: Request) -> Reply:
    hunt = _finishing(session, request)
    finish.end_round(hunt)
    reply = found(hunt)
    return Reply(reply.content, {**reply.tensors, "skill": skill(hunt)})


def _finishing(session: Session, request: Request) -> Hunt:
    hunt = session.get(request.content["handle"], Hunt)
    if hunt.finish is None:
        raise Failure("content", "a finish begins with finish_init")
    return hunt


def front(session: Session, request: Request) -> Reply:
    return Reply(tensors=fronts.front(session.get(request.content["handle"], Hunt)))


def found(hunt: Hunt) -> Reply:
    """How far a search or a rival has come."""
    return Reply({"step": hunt.step_count}, {"validation_mse": hunt.validation_mse})
