"""The methods that serve rivals, from the frames of the request to those of the reply."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.live import nonzeros
from py_kernels.mlp.space import Space

from .messages import BEGIN, SPACE, Client, draw, whole

X = torch.linspace(-1, 1, 36).reshape(18, 2)
TABLE = {"x_train": X, "y_train": X[:, :1] * 2, "x_validation": X[::2], "y_validation": X[::2, :1] * 2}
BEGUN = {**BEGIN, "handle": "r"}
INIT = {"handle": "r", "space": SPACE, "validation_rows": 0, "seed": 0}
PRUNE = whole("direct_prune", starts=4, rounds=2, rows=0)
SKLEARN = whole("sklearn_mlp", widths=[2], depths=[1], activations=["tanh"], iterations=20)
BIASED = {**SPACE, "bias": True, "activations": ["tanh"]}
POLYNOMIAL = whole("polynomial", degree=2, dictionary=20, terms=4)


@pytest.fixture
def client() -> Client:
    return Client()


def steps(count: int, first: float, last: float) -> dict[str, Any]:
    return {"handle": "r", "steps": count, "from": first, "to": last}


def check_front(client: Client, space: dict[str, Any]) -> None:
    found = client.ask("front", {"handle": "r"}).tensors
    for depth in space["depths"]:
        networks = found[f"networks_{depth}"]
        counts = nonzeros(Space.from_json(space), depth, networks)
        assert torch.equal(counts, found[f"nonzeros_{depth}"])
    assert any(len(found[f"networks_{depth}"]) for depth in space["depths"])


def test_pruning_goes_from_its_first_step_to_its_front(client: Client) -> None:
    client.ask("rival_init", {**INIT, "direct_prune": PRUNE}, **TABLE)
    first = client.ask("rival_steps", steps(5, 0, 0.5))
    assert first.content["step"] == 5
    last = client.ask("rival_steps", steps(5, 0.5, 1))
    assert last.content["step"] == 10
    assert last.tensors["validation_mse"].shape == (2,)
    check_front(client, SPACE)


def test_pruning_in_two_requests_is_pruning_in_one(client: Client) -> None:
    def run(*parts: tuple[int, float, float]) -> dict[str, Tensor]:
        client.ask("rival_init", {**INIT, "direct_prune": PRUNE}, **TABLE)
        for part in parts:
            client.ask("rival_steps", steps(*part))
        found = dict(client.ask("front", {"handle": "r"}).tensors)
        client.ask("release", {"handle": "r"})
        return found

    whole_, cut = run((8, 0, 1)), run((4, 0, 0.5), (4, 0.5, 1))
    assert all(torch.equal(value, cut[name]) for name, value in whole_.items())


def test_drawn_networks_are_offered_and_can_be_finished(client: Client) -> None:
    client.ask("rival_init", INIT, **TABLE)
    networks = {"networks_1": draw(6, 1), "networks_2": draw(5, 2)}
    offered = client.ask("offer_networks", {"handle": "r", "rows": 0}, **networks)
    before = offered.tensors["validation_mse"]
    check_front(client, SPACE)
    client.ask("finish_init", BEGUN)
    client.ask("finish_steps", {"handle": "r", "steps": 5})
    finished = client.ask("end_round", {"handle": "r"}).tensors["validation_mse"]
    assert (finished < before).all()
    check_front(client, SPACE)


def test_scikit_learns_networks_are_fitted_one_a_step(client: Client) -> None:
    client.ask("rival_init", {**INIT, "space": BIASED, "sklearn_mlp": SKLEARN}, **TABLE)
    assert client.ask("rival_steps", steps(2, 0, 1)).content["step"] == 2
    check_front(client, BIASED)


def test_polynomials_come_one_after_the_other(client: Client) -> None:
    content = {"polynomial": POLYNOMIAL, "validation_rows": 0, "seed": 0}
    reply = client.ask("fit_polynomial", content, **TABLE)
    assert len(reply.content["bases"]) == len(reply.tensors["terms"])
    assert int(reply.tensors["terms"].sum()) == len(reply.tensors["coefficients"])
    assert reply.tensors["exponents"].shape == (len(reply.tensors["coefficients"]), 2)
    assert reply.tensors["terms"].tolist() == sorted(reply.tensors["terms"].tolist())


DOUBLES = {"x": X.double(), "y": X[:, 0].double() * 2, "asked": X[:5].double()}
REGRESSIONS = {"methods": ["ridge", "constant", "extra_trees"], "seed": 0}


def test_baselines_come_in_the_order_asked_for(client: Client) -> None:
    reply = client.ask("fit_baselines", REGRESSIONS, **DOUBLES)
    assert [fit["nonzeros"] for fit in reply.content["fits"]] == [2, 0, None]
    ridge, constant, _ = reply.tensors["predictions"]
    assert torch.allclose(ridge, DOUBLES["y"][:5], atol=0.01)
    assert torch.allclose(constant, DOUBLES["y"].mean().expand(5))


@pytest.mark.parametrize(
    ("method", "content", "tensors", "code", "words"),
    [
        ("rival_init", {**INIT, "direct_prune": {**PRUNE, "starts": 0}}, TABLE, "content", "starts"),
        ("rival_init", INIT, {**TABLE, "x_train": X[:, :1]}, "content", "columns|I is"),
        ("rival_init", {**INIT, "direct_prune": PRUNE, "sklearn_mlp": SKLEARN}, TABLE, "content", "not both"),
        ("rival_init", {**INIT, "sklearn_mlp": SKLEARN}, TABLE, "content", "biases and one linear output"),
        ("rival_steps", steps(1, 0, 1), {}, "handle", "no handle"),
        ("rival_steps", steps(1, 1, 1), {}, "content", "less than 1"),
        ("offer_networks", {"handle": "r", "rows": 0}, {"networks_1": draw(2, 2)}, "handle", "no handle"),
        (
            "fit_polynomial",
            {"polynomial": {**POLYNOMIAL, "terms": 0}, "validation_rows": 0, "seed": 0},
            TABLE,
            "content",
            "terms",
        ),
        ("fit_baselines", {**REGRESSIONS, "methods": ["oracle"]}, DOUBLES, "content", "methods"),
        ("fit_baselines", REGRESSIONS, {**DOUBLES, "asked": X.double()[:, :1]}, "content", "columns|I is"),
        ("fit_baselines", REGRESSIONS, {k: v[:1] for k, v in DOUBLES.items()}, "content", "two rows"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    client: Client, method: str, content: dict[str, Any], tensors: dict[str, Tensor], code: str, words: str
) -> None:
    found, message = client.refusal(method, content, **tensors)
    assert found == code
    with pytest.raises(ValueError, match=words):
        raise ValueError(message)


def test_a_rival_that_takes_no_steps_and_one_without_networks_say_so(client: Client) -> None:
    client.ask("rival_init", INIT, **TABLE)
    assert "takes no steps" in client.refusal("rival_steps", steps(1, 0, 1))[1]
    refusal = client.refusal("finish_init", {**BEGUN, "depths": [1]})
    assert "offer_networks comes first" in refusal[1]
    client.ask("offer_networks", {"handle": "r", "rows": 0}, networks_1=draw(2, 1))
    wrong = client.refusal("offer_networks", {"handle": "r", "rows": 0}, networks_1=draw(2, 2))
    assert wrong[0] == "content"
    assert client.refusal("search_steps", {"handle": "r", "steps": 1})[0] == "handle"
