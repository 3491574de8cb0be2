"""The methods of the protocol: name -> short function of the session and the request."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version

import torch
from torch import Tensor

from ..learn import distance as learn_distance
from ..learn import reconstruct as learn_reconstruct
from ..learn import train
from ..learn.axes import axes_of
from ..learn.precision import native_bfloat16
from ..mlp.batch import unpack
from ..mlp.space import Space
from ..native import backend, predict
from ..nets import Autoencoder, Tabular, build, refine
from ..search import latent
from ..search.state import Data, Search
from .failure import Failure, refusals
from .fold_methods import folds_found, folds_init, folds_steps
from .hunt_methods import end_round, finish_init, finish_steps, found, front, offer_networks
from .request import Reply, Request
from .rival_methods import fit_baselines, fit_polynomial, rival_init, rival_steps
from .session import Session
from .shapes import (
    check_columns,
    check_counts,
    check_depth,
    check_networks,
    check_pairs,
    check_points,
    check_rows,
    check_starts,
    check_table,
)
from .version import PROTOCOL

Method = Callable[[Session, Request], Reply]


def hello(session: Session, request: Request) -> Reply:
    native = backend(session.device.type)
    return Reply(
        {
            "protocol": PROTOCOL,
            "versions": {
                "python": platform.python_version(),
                "torch": str(torch.__version__),
                "numpy": version("numpy"),
                "pyzmq": version("pyzmq"),
            },
            "device": {"kind": session.device.type, "name": session.device_name()},
            "threads": torch.get_num_threads(),
            "bfloat16": native_bfloat16(session.device),
            "native": {"backend": native.name, "reason": native.reason},
        }
    )


def evaluate(session: Session, request: Request) -> Reply:
    space, depth = Space.from_json(request.content["space"]), request.content["depth"]
    networks, x = request.tensors["networks"], request.tensors["x"]
    check_networks(space, depth, networks)
    check_columns("x", x, space.inputs)
    with torch.no_grad():
        unpacked = unpack(space, depth, networks.to(session.device))
        return Reply(tensors={"outputs": predict(unpacked, x.to(session.device))})


def train_init(session: Session, request: Request) -> Reply:
    content, networks = request.content, request.by_depth("networks")
    session.must_be_free(content["handle"])
    state = {name: value for name, value in request.tensors.items() if not name.startswith("networks_")}
    if state and "step" not in state:
        raise Failure("content", "a state to train on from has the tensor step")
    space = Space.from_json(content["space"])
    for depth, packed in networks.items():
        check_networks(space, depth, packed)
    with refusals():
        trainer = train.init(
            space,
            content["autoencoder"],
            content["training"],
            content["seed"],
            session.device,
            state or None,
            networks,
            session.share,
        )
    session.together("train_init", request)
    session.hold(content["handle"], trainer)
    return Reply({"parameters": _parameters(trainer.autoencoder), "step": trainer.step})


def train_steps(session: Session, request: Request) -> Reply:
    trainer = session.get(request.content["handle"], train.Trainer)
    counts = request.content["counts"]
    packed = request.by_depth("networks")
    space = trainer.autoencoder.space
    check_counts(space, counts, packed, session.share.ranks)
    request = session.together("train_steps", request)
    parts = {
        depth: torch.split(packed[depth].to(session.device), [row[d] for row in counts])
        for d, depth in enumerate(space.depths)
        if depth in packed
    }
    losses, fvus = [], []
    for index in request.steps(len(counts)):
        loss, fvu = train.step(
            trainer, {depth: part[index] for depth, part in parts.items() if len(part[index])}
        )
        losses.append(loss)
        fvus.append(fvu)
    content = {"step": trainer.step, "idle_seconds": session.idle_seconds}
    return Reply(content, {"loss": torch.stack(losses), "fvu": torch.stack(fvus)})


def state(session: Session, request: Request) -> Reply:
    handle = request.content["handle"]
    if request.content["part"] == "all":
        trainer = session.get(handle, train.Trainer)
        tensors, step = train.state(trainer), trainer.step
    else:
        values = _autoencoder(session, handle).state_dict()
        tensors = {f"autoencoder.{name}": value for name, value in values.items()}
        thing = session.get(handle, object)
        step = thing.step if isinstance(thing, train.Trainer) else 0
    # The next training step writes into these tensors, perhaps before they have left.
    return Reply({"step": step}, {name: value.detach().clone() for name, value in tensors.items()})


def load(session: Session, request: Request) -> Reply:
    content = request.content
    session.must_be_free(content["handle"])
    with refusals():
        module = build(
            Space.from_json(content["space"]), content["autoencoder"], content["seed"], session.device
        )
        if request.tensors:
            weights = {name.removeprefix("autoencoder."): value for name, value in request.tensors.items()}
            # An untrained space has what was measured before its training.
            is_whole = set(weights) != set(module.measured)
            if is_whole:
                _check_weights(module, weights)
            module.load_state_dict(weights, strict=is_whole)
    session.hold(content["handle"], module)
    return Reply({"parameters": _parameters(module)})


def _check_weights(module: Autoencoder, weights: Mapping[str, Tensor]) -> None:
    """Raises ValueError, a sentence, where weights are not by name and shape what the module has."""
    own = {name: value.shape for name, value in module.state_dict().items()}
    given = {name: value.shape for name, value in weights.items()}
    if own != given:
        raise ValueError(
            "its weights are not those that this version builds from its card, "
            "so another one made it: train it again"
        )


def encode(session: Session, request: Request) -> Reply:
    depth, networks = request.content["depth"], request.tensors["networks"]
    with _inference(session, request) as module:
        check_networks(module.space, depth, networks)
        return Reply(tensors={"z": module.encode({depth: networks.to(session.device)}).float()})


def encode_tables(session: Session, request: Request) -> Reply:
    x, y = request.tensors["x"], request.tensors["y"]
    with _inference(session, request) as module:
        if not isinstance(module, Tabular):
            raise Failure("content", "this autoencoder reads networks, not tables")
        check_rows(module.space, x)
        rows, targets = x.to(session.device), y.to(session.device)
        return Reply(tensors={"z": module.read(rows, targets, torch.ones_like(targets)).float()})


def principal_axes(session: Session, request: Request) -> Reply:
    z, count = request.tensors["z"], request.content["axes"]
    check_points(z, count)
    mean, axes, shares = axes_of(z.to(session.device), count)
    return Reply(tensors={"mean": mean, "axes": axes, "shares": shares})


def decode(session: Session, request: Request) -> Reply:
    depth, z = request.content["depth"], request.tensors["z"]
    refine_steps = request.content["refine_steps"]
    with _inference(session, request) as module:
        check_depth(module.space, depth)
        if z.shape[1] != module.latent:
            raise Failure("content", f"z has {z.shape[1]} dimensions, the latent space has {module.latent}")
        return Reply(tensors={"networks": refine(module.decode(z.to(session.device), depth), refine_steps)})


def reconstruct(session: Session, request: Request) -> Reply:
    depth, networks, x = request.content["depth"], request.tensors["networks"], request.tensors["x"]
    with _inference(session, request) as module:
        check_networks(module.space, depth, networks)
        check_columns("x", x, module.space.inputs)
        moved, points = networks.to(session.device), x.to(session.device)
        how = request.content["masks"], request.content["refine_steps"]
        measures = learn_reconstruct(module, depth, moved, points, *how)
        return Reply(tensors=measures)


def distance(session: Session, request: Request) -> Reply:
    pairs, x = request.tensors["pairs"], request.tensors["x"]
    networks = request.by_depth("networks")
    neighbours = request.content["neighbours"]
    with _inference(session, request) as module:
        check_columns("x", x, module.space.inputs)
        check_pairs(module.space, networks, pairs, neighbours)
        moved = {depth: packed.to(session.device) for depth, packed in networks.items()}
        measures = learn_distance(module, moved, x.to(session.device), pairs, neighbours)
        return Reply(tensors=measures)


def search_init(session: Session, request: Request) -> Reply:
    content, tensors = request.content, request.tensors
    session.must_be_free(content["handle"])
    module = _autoencoder(session, content["autoencoder"])
    starts = request.by_depth("starts")
    check_table(module.space, tensors)
    if content["latent"]["start_from"] == "networks":
        check_starts(module.space, content["latent"]["starts"], starts)
    data = Data(tensors["x_train"], tensors["y_train"], tensors["x_validation"], tensors["y_validation"])
    with refusals():
        search = latent.init(module, data, starts or None, content["latent"], content["seed"], session.device)
    session.hold(content["handle"], search)
    return Reply()


def search_steps(session: Session, request: Request) -> Reply:
    search = session.get(request.content["handle"], Search)
    for _ in request.steps(request.content["steps"]):
        latent.step(search)
    return found(search)


def search_path(session: Session, request: Request) -> Reply:
    search = session.get(request.content["handle"], Search)
    depth, start, steps, z = latent.best_path(search)
    return Reply({"depth": depth, "start": start}, {"steps": steps, "z": z.float()})


def release(session: Session, request: Request) -> Reply:
    session.release(request.content["handle"])
    session.together("release", request)
    return Reply()


METHODS: dict[str, Method] = {
    method.__name__: method
    for method in (
        hello,
        evaluate,
        train_init,
        train_steps,
        state,
        load,
        encode,
        encode_tables,
        principal_axes,
        decode,
        reconstruct,
        distance,
        search_init,
        search_steps,
        search_path,
        finish_init,
        finish_steps,
        end_round,
        front,
        folds_init,
        folds_steps,
        folds_found,
        rival_init,
        offer_networks,
        rival_steps,
        fit_polynomial,
        fit_baselines,
        release,
    )
}


def _autoencoder(session: Session, handle: str) -> Autoencoder:
    """The autoencoder that was loaded as `handle`, or that is in training there."""
    thing = session.get(handle, object)
    if isinstance(thing, train.Trainer):
        return thing.autoencoder
    if isinstance(thing, Autoencoder):
        return thing
    raise Failure("handle", f"the handle {handle!r} is a {type(thing).__name__} and has no autoencoder")


def _parameters(module: Autoencoder) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@contextmanager
def _inference(session: Session, request: Request) -> Iterator[Autoencoder]:
    """The autoencoder behind the request's handle, without gradients and as it is used after training."""
    module = _autoencoder(session, request.content["handle"])
    was_training = module.training
    module.eval()
    try:
        with torch.no_grad():
            yield module
    finally:
        module.train(was_training)
