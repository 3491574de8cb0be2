"""The methods of the protocol that serve rivals: other ways to networks, or formulas, on the same table."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from ..mlp.space import Space
from ..rivals import baselines, direct_prune, open_hunt, polynomial, sklearn_mlp
from ..rivals.direct_prune import DirectPrune
from ..rivals.sklearn_mlp import SklearnMlp
from ..search.state import Data, Hunt, screen
from .failure import Failure
from .hunt_methods import found
from .request import Reply, Request
from .session import Session
from .shapes import check_table


def rival_init(session: Session, request: Request) -> Reply:
    content, tensors = request.content, request.tensors
    session.must_be_free(content["handle"])
    space = Space.from_json(content["space"])
    check_table(space, tensors)
    if "direct_prune" in content and "sklearn_mlp" in content:
        raise Failure("content", "a rival is direct_prune or sklearn_mlp, not both")
    hunt = open_hunt(space, _data(tensors), content["validation_rows"], content["seed"], session.device)
    if "direct_prune" in content:
        hunt = direct_prune.init(hunt, content["direct_prune"])
    if "sklearn_mlp" in content:
        try:
            hunt = sklearn_mlp.init(hunt, content["sklearn_mlp"], content["seed"])
        except ValueError as error:
            raise Failure("content", str(error)) from None
    session.hold(content["handle"], hunt)
    return Reply()


def rival_steps(session: Session, request: Request) -> Reply:
    content = request.content
    hunt = session.get(content["handle"], Hunt)
    first, last, count = content["from"], content["to"], content["steps"]
    for index in request.steps(count):
        if isinstance(hunt, DirectPrune):
            direct_prune.step(hunt, first + (last - first) * index / count)
        elif isinstance(hunt, SklearnMlp):
            sklearn_mlp.step(hunt)
        else:
            raise Failure("content", f"the rival {content['handle']!r} takes no steps, only offered networks")
    if isinstance(hunt, DirectPrune) and last == 1:
        direct_prune.end_attempt(hunt)
    return found(hunt)


def fit_polynomial(session: Session, request: Request) -> Reply:
    content, data = request.content, _data(request.tensors)
    generator = torch.Generator().manual_seed(content["seed"])
    compared = screen(data, content["validation_rows"], generator)
    best = polynomial.fit(data, compared, content["polynomial"], request.check)
    formulas = [best[terms] for terms in sorted(best)]
    return Reply(
        {"bases": [formula.basis for formula in formulas]},
        {
            "terms": torch.tensor([len(formula.coefficients) for formula in formulas], dtype=torch.int32),
            "exponents": torch.cat([formula.exponents for formula in formulas]).int(),
            "coefficients": torch.cat([formula.coefficients for formula in formulas]),
        },
    )


def fit_baselines(session: Session, request: Request) -> Reply:
    content = request.content
    x, y, asked = (request.tensors[name].numpy() for name in ("x", "y", "asked"))
    if len(y) < 2 or x.shape[1] != asked.shape[1]:
        raise Failure("content", "two rows at least are fitted, and asked for as many columns")
    try:
        fits = baselines.fit_baselines(content["methods"], x, y, asked, content["seed"], request.check)
    except ValueError as error:
        raise Failure("content", str(error)) from None
    return Reply(
        {"fits": [{"nonzeros": fit.nonzeros, "seconds": fit.seconds} for fit in fits]},
        {"predictions": torch.stack([torch.from_numpy(fit.prediction) for fit in fits])},
    )


def _data(tensors: Mapping[str, Tensor]) -> Data:
    return Data(tensors["x_train"], tensors["y_train"], tensors["x_validation"], tensors["y_validation"])
