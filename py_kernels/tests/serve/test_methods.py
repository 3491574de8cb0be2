"""Every method against the real mathematics, from the frames of the request to those of the reply."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import eager
from py_kernels.nets import Tabular
from py_kernels.serve.methods import METHODS
from py_kernels.serve.request import Request
from py_kernels.serve.wire import Message

from .messages import AUTOENCODER, BEGIN, LATENT, SPACE, TRAINING, Client, draw, whole

CONTENT = {"space": SPACE, "autoencoder": AUTOENCODER, "seed": 0}
COUNTS = [[3, 5], [8, 0], [0, 8]]
NETWORKS = {"networks_1": draw(11, 1), "networks_2": draw(13, 2)}
X = torch.linspace(-1, 1, 18).reshape(9, 2)
TABLE = {"x_train": X, "y_train": X[:, :1] * 2, "x_validation": X[:5], "y_validation": X[:5, :1] * 2}


@pytest.fixture
def client() -> Client:
    return Client()


def train(client: Client, handle: str, **tensors: Tensor) -> Message:
    return client.ask("train_init", {**CONTENT, "training": TRAINING, "handle": handle}, **tensors)


def test_hello_says_what_serves(client: Client) -> None:
    content = client.ask("hello", {}).content
    assert content["versions"]["torch"] == torch.__version__
    assert content["device"]["kind"] == "cpu"
    assert content["threads"] == torch.get_num_threads() == 1


@pytest.mark.parametrize("depth", [1, 2])
def test_evaluate_is_what_the_networks_compute(client: Client, depth: int) -> None:
    networks = draw(7, depth)
    outputs = client.ask("evaluate", {"space": SPACE, "depth": depth}, networks=networks, x=X)
    expected = eager.predict(unpack(Space.from_json(SPACE), depth, networks), X)
    torch.testing.assert_close(outputs.tensors["outputs"], expected)


def test_evaluate_takes_no_networks_and_no_samples(client: Client) -> None:
    outputs = client.ask("evaluate", {"space": SPACE, "depth": 1}, networks=draw(0, 1), x=X[:0])
    assert outputs.tensors["outputs"].shape == (0, 1, 0)


def test_training_goes_on_from_its_state_as_if_it_had_not_stopped(client: Client) -> None:
    assert train(client, "whole").content["step"] == 0
    steps = {"handle": "whole", "counts": COUNTS}
    first = client.ask("train_steps", steps, **NETWORKS)
    assert first.content["step"] == 3
    assert first.tensors["loss"].shape == (3,)
    assert first.tensors["fvu"].shape == (3, 2)
    state = client.ask("state", {"handle": "whole", "part": "all"})
    resumed = train(client, "resumed", **state.tensors)
    assert resumed.content["step"] == state.content["step"] == 3
    ahead = client.ask("train_steps", steps, **NETWORKS)
    assert ahead.content["idle_seconds"] > 0
    again = client.ask("train_steps", {**steps, "handle": "resumed"}, **NETWORKS)
    assert torch.equal(ahead.tensors["loss"], again.tensors["loss"])


def test_a_state_that_was_sent_does_not_change_with_the_training(client: Client) -> None:
    train(client, "t")
    # As the method gives it: the frames that `ask` decodes are copies already.
    request = Request({"handle": "t", "part": "all"}, {}, lambda: None, lambda done, total: None)
    state = METHODS["state"](client.session, request).tensors
    before = {name: value.clone() for name, value in state.items()}
    client.ask("train_steps", {"handle": "t", "counts": COUNTS}, **NETWORKS)
    assert all(torch.equal(value, before[name]) for name, value in state.items())


def test_a_training_that_is_interrupted_keeps_its_steps(client: Client) -> None:
    train(client, "t")
    client.interrupts.ask([1])
    assert client.refusal("train_steps", {"handle": "t", "counts": COUNTS}, **NETWORKS)[0] == "interrupted"
    assert client.ask("state", {"handle": "t", "part": "all"}).content["step"] == 0


def test_a_loaded_autoencoder_is_the_one_that_was_saved(client: Client) -> None:
    train(client, "t")
    client.ask("train_steps", {"handle": "t", "counts": COUNTS}, **NETWORKS)
    saved = client.ask("state", {"handle": "t", "part": "autoencoder"})
    assert saved.content["step"] == 3
    assert all(name.startswith("autoencoder.") for name in saved.tensors)
    parameters = client.ask("load", {**CONTENT, "handle": "a", "seed": 9}, **saved.tensors).content[
        "parameters"
    ]
    assert parameters == train(client, "other").content["parameters"] > 0
    for depth in (1, 2):
        encoded = [
            client.ask("encode", {"handle": handle, "depth": depth}, networks=draw(5, depth)).tensors["z"]
            for handle in ("t", "a", "other")
        ]
        assert encoded[0].shape == (5, 6)
        assert torch.equal(encoded[0], encoded[1])
        assert not torch.equal(encoded[0], encoded[2])


def test_without_tensors_load_draws_the_first_weights_from_the_seed(client: Client) -> None:
    states = []
    for handle, seed in (("a", 1), ("b", 1), ("c", 2)):
        client.ask("load", {**CONTENT, "handle": handle, "seed": seed})
        state = client.ask("state", {"handle": handle, "part": "autoencoder"}).tensors
        states.append(torch.cat([value.flatten() for value in state.values() if value.is_floating_point()]))
    assert torch.equal(states[0], states[1])
    assert not torch.equal(states[0], states[2])


def test_decoded_networks_are_hard_and_reconstruct_measures_them(client: Client) -> None:
    client.ask("load", {**CONTENT, "handle": "a"})
    networks = draw(5, 1)
    measures = client.ask(
        "reconstruct", {"handle": "a", "depth": 1, "masks": "hard", "refine_steps": 0}, networks=networks, x=X
    ).tensors
    z = client.ask("encode", {"handle": "a", "depth": 1}, networks=networks).tensors["z"]
    space = Space.from_json(SPACE)
    truth = eager.predict(unpack(space, 1, networks), X)
    for d, depth in enumerate(space.depths):
        decoded = client.ask("decode", {"handle": "a", "depth": depth, "refine_steps": 0}, z=z).tensors[
            "networks"
        ]
        masks = layout(space, depth).view(decoded, "masks")
        assert set(masks.flatten().tolist()) <= {0.0, 1.0}
        outputs = eager.predict(unpack(space, depth, decoded), X)
        error = (outputs - truth).square().sum(dim=(1, 2))
        variation = (truth - truth.mean(dim=2, keepdim=True)).square().sum(dim=(1, 2))
        torch.testing.assert_close(measures["fvu"][d], error / variation, rtol=1e-3, atol=1e-5)


def test_distances_are_between_the_networks_that_the_pairs_name(client: Client) -> None:
    client.ask("load", {**CONTENT, "handle": "a"})
    pairs = torch.tensor([[0, 4], [6, 1], [2, 3]], dtype=torch.int32)
    networks = {"networks_1": draw(4, 1), "networks_2": draw(3, 2)}
    found = client.ask("distance", {"handle": "a", "neighbours": 2}, **networks, x=X, pairs=pairs).tensors
    z = torch.cat(
        [
            client.ask(
                "encode", {"handle": "a", "depth": depth}, networks=networks[f"networks_{depth}"]
            ).tensors["z"]
            for depth in (1, 2)
        ]
    )
    expected = (z[pairs[:, 0].long()] - z[pairs[:, 1].long()]).norm(dim=1)
    torch.testing.assert_close(found["latent"].float(), expected)
    assert 0 <= found["recall_all_latent"].item() <= 1


def test_tables_are_read_as_the_module_reads_them_and_by_no_other(client: Client) -> None:
    rows, targets = torch.randn(3, 12, 2), torch.randn(3, 12)
    space = {**SPACE, "bias": True, "activations": ["tanh", "linear"], "output_activation": "linear"}
    reader = {"kind": "table", "hidden": 8, "cells": 6, "layers": 1, "slots": 4, "unit": 3}
    client.ask("load", {"handle": "r", "space": space, "autoencoder": reader, "seed": 0})
    z = client.ask("encode_tables", {"handle": "r"}, x=rows, y=targets).tensors["z"]
    module = client.session.get("r", Tabular)
    with torch.no_grad():
        torch.testing.assert_close(z, module.read(rows, targets, torch.ones_like(targets)))
    wide = torch.randn(3, 12, 3)
    assert client.refusal("encode_tables", {"handle": "r"}, x=wide, y=targets)[0] == "content"
    client.ask("load", {**CONTENT, "handle": "a"})
    assert "not tables" in client.refusal("encode_tables", {"handle": "a"}, x=rows, y=targets)[1]


def test_axes_of_points_are_those_of_their_differences(client: Client) -> None:
    z = torch.tensor([[1.0, 0.0, 2.0], [3.0, 0.0, 2.0], [5.0, 0.0, 2.0]])
    found = client.ask("principal_axes", {"axes": 1}, z=z).tensors
    assert found["axes"].tolist() == [[1.0, 0.0, 0.0]]
    assert found["shares"].tolist() == [1.0]
    assert found["mean"].tolist() == [3.0, 0.0, 2.0]
    assert client.refusal("principal_axes", {"axes": 4}, z=z)[0] == "content"


def test_a_search_finds_networks_whose_errors_are_what_it_says(client: Client) -> None:
    client.ask("load", {**CONTENT, "handle": "a"})
    content = {"handle": "s", "autoencoder": "a", "latent": LATENT, "seed": 0}
    client.ask("search_init", content, **TABLE, starts_1=draw(3, 1), starts_2=draw(1, 2))
    latent = client.ask("search_steps", {"handle": "s", "steps": 4})
    assert latent.content["step"] == 4
    client.ask("finish_init", {**BEGIN, "handle": "s", "rounds": 2})
    for step in (7, 10, 13):
        if step == 13:
            client.ask("finish_init", {**BEGIN, "handle": "s", "regrow_share": 0.1})
        assert client.ask("finish_steps", {"handle": "s", "steps": 3}).content["step"] == step
        finish = client.ask("end_round", {"handle": "s"})
    assert bool((finish.tensors["validation_mse"] <= latent.tensors["validation_mse"]).all())
    front = client.ask("front", {"handle": "s"}).tensors
    for d, depth in enumerate((1, 2)):
        packed, mse = front[f"networks_{depth}"], front[f"validation_mse_{depth}"]
        assert len(packed) > 0
        outputs = client.ask("evaluate", {"space": SPACE, "depth": depth}, networks=packed, x=X[:5])
        error = (outputs.tensors["outputs"][:, 0] - TABLE["y_validation"][:, 0]).square().mean(dim=1)
        torch.testing.assert_close(error, mse, rtol=1e-4, atol=1e-6)
        assert mse.min() == finish.tensors["validation_mse"][d]
        assert front[f"nonzeros_{depth}"].diff().min(dim=0).values > 0 if len(mse) > 1 else True


def test_the_training_of_a_handle_can_be_searched_while_it_goes_on(client: Client) -> None:
    train(client, "t")
    latent = {**LATENT, "start_from": "normal"}
    client.ask("search_init", {"handle": "s", "autoencoder": "t", "latent": latent, "seed": 0}, **TABLE)
    client.ask("search_steps", {"handle": "s", "steps": 1})
    client.ask("train_steps", {"handle": "t", "counts": COUNTS}, **NETWORKS)


def test_a_handle_lives_until_it_is_released(client: Client) -> None:
    load = {**CONTENT, "handle": "a"}
    client.ask("load", load)
    assert client.refusal("load", load)[0] == "handle"
    client.ask("release", {"handle": "a"})
    assert client.refusal("release", {"handle": "a"})[0] == "handle"
    assert client.refusal("state", {"handle": "a", "part": "autoencoder"})[0] == "handle"
    client.ask("load", load)


SEARCH: dict[str, Any] = {"handle": "s", "autoencoder": "a", "latent": LATENT, "seed": 0}
EVALUATE: dict[str, Any] = {"space": SPACE, "depth": 1}
DECODING = {"handle": "a", "depth": 1, "refine_steps": 0}
DISTANCE: dict[str, Any] = {"handle": "a", "neighbours": 2}
FEW = {"networks_1": draw(2, 1), "networks_2": draw(2, 2), "x": X}
PAIRS = torch.tensor([[0, 3], [2, 1]], dtype=torch.int32)
REFUSED: list[tuple[str, dict[str, Any], dict[str, Tensor], str, str]] = [
    ("evaluate", EVALUATE, {"networks": draw(2, 2), "x": X}, "content", "a network of depth 1 has"),
    (
        "evaluate",
        {**EVALUATE, "depth": 3},
        {"networks": draw(2, 1), "x": X},
        "content",
        "depth 3 is not one of",
    ),
    ("evaluate", EVALUATE, {"networks": draw(2, 1), "x": X[:, :1]}, "content", "x has 1 columns"),
    ("evaluate", EVALUATE, {"x": X}, "content", "networks is missing"),
    ("evaluate", {"depth": 1}, {"networks": draw(2, 1), "x": X}, "content", "space is missing"),
    ("encode", {"handle": "none", "depth": 1}, {"networks": draw(2, 1)}, "handle", "no handle 'none'"),
    ("encode", {"handle": "a", "depth": 2}, {"networks": draw(2, 1)}, "content", "depth 2 has"),
    ("decode", DECODING, {"z": torch.zeros(2, 5)}, "content", "the latent space has 6"),
    ("state", {"handle": "a", "part": "all"}, {}, "handle", "not a Trainer"),
    ("distance", DISTANCE, {**FEW, "pairs": PAIRS[:1]}, "content", r"[1, 2], not [2 or more, 2]"),
    ("distance", DISTANCE, {**FEW, "pairs": PAIRS[:, :1]}, "content", r"not [2 or more, 2]"),
    ("distance", DISTANCE, {**FEW, "pairs": PAIRS + 1}, "content", "networks 0 to 3"),
    ("distance", DISTANCE, {**FEW, "pairs": PAIRS - 1}, "content", "networks 0 to 3"),
    ("distance", DISTANCE, {**FEW, "pairs": PAIRS * 0}, "content", "two different networks"),
    ("distance", {**DISTANCE, "neighbours": 4}, {**FEW, "pairs": PAIRS}, "content", "4 networks came"),
    ("distance", DISTANCE, {**FEW, "x": X[:, :1], "pairs": PAIRS}, "content", "x has 1 columns"),
    ("distance", DISTANCE, {**FEW, "networks_2": draw(2, 1), "pairs": PAIRS}, "content", "depth 2 has"),
    ("search_steps", {"handle": "a", "steps": 1}, {}, "handle", "not a Search"),
    ("search_steps", {"handle": "a", "steps": 0}, {}, "content", "at least 1"),
    ("search_init", {**SEARCH, "autoencoder": "b"}, TABLE, "handle", "no handle 'b'"),
    ("search_init", SEARCH, TABLE, "content", "4, but 0 networks"),
    ("search_init", SEARCH, {**TABLE, "starts_1": draw(3, 1)}, "content", "4, but 3 networks"),
    ("search_init", SEARCH, {**TABLE, "y_train": X}, "content", "but O is 2"),
    ("search_init", SEARCH, {**TABLE, "y_train": X[:4, :1]}, "content", "S is 9"),
    ("search_init", SEARCH, {**TABLE, "x_train": X[:0], "y_train": X[:0, :1]}, "content", "no rows"),
    ("train_steps", {"handle": "t", "counts": [[1, 0]]}, {}, "content", "1 networks of depth 1, 0 came"),
    ("train_steps", {"handle": "t", "counts": [[0, 0]]}, {}, "content", "not all 0"),
    ("train_steps", {"handle": "t", "counts": [[1]]}, {"networks_1": draw(1, 1)}, "content", "one a depth"),
    ("train_steps", {"handle": "t", "counts": COUNTS}, {"networks_1": draw(11, 1)}, "content", "0 came"),
    ("train_steps", {"handle": "a", "counts": COUNTS}, NETWORKS, "handle", "not a Trainer"),
    ("finish_steps", {"handle": "s", "steps": 1}, {}, "content", "begins with finish_init"),
    ("end_round", {"handle": "s"}, {}, "content", "begins with finish_init"),
    (
        "load",
        {**CONTENT, "handle": "b"},
        {"autoencoder.x": X},
        "content",
        "another one made it: train it again",
    ),
    ("load", {**CONTENT, "handle": "b", "seed": -1}, {}, "content", "at least 0"),
]


@pytest.mark.parametrize(("method", "content", "tensors", "code", "words"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence(
    method: str, content: dict[str, Any], tensors: dict[str, Tensor], code: str, words: str
) -> None:
    client = Client()
    client.ask("load", {**CONTENT, "handle": "a"})
    if content.get("handle") == "t":
        train(client, "t")
    if method in ("finish_steps", "end_round"):
        client.ask("search_init", {**SEARCH, "latent": {**LATENT, "start_from": "normal"}}, **TABLE)
    found = client.refusal(method, content, **tensors)
    assert found[0] == code
    assert words in found[1]


def test_a_state_without_its_step_is_refused(client: Client) -> None:
    train(client, "t")
    state = client.ask("state", {"handle": "t", "part": "autoencoder"}).tensors
    content = {**CONTENT, "training": TRAINING, "handle": "u"}
    assert client.refusal("train_init", content, **state)[0] == "content"


def test_settings_that_exclude_each_other_are_a_wrong_content(client: Client) -> None:
    content = {**CONTENT, "training": {**TRAINING, "loss": "min", "structure_weight": 1}, "handle": "t"}
    code, sentence = client.refusal("train_init", content)
    assert code == "content"
    assert "structure_weight needs a loss over all decoders" in sentence


def test_a_grid_that_is_too_large_is_a_wrong_content(client: Client) -> None:
    space = whole("space", inputs=16, max_width=3, depths=[1])
    content = {**CONTENT, "space": space, "training": {**TRAINING, "grid": 100}, "handle": "t"}
    assert client.refusal("train_init", content)[0] == "content"


def test_what_does_not_fit_into_memory_is_said_so(client: Client) -> None:
    space = whole("space", inputs=1, min_width=1, max_width=1, depths=[1], activations=["linear"])
    networks, x = torch.zeros(6_000_000, 3), torch.zeros(10_000_000, 1)
    code, _ = client.refusal("evaluate", {"space": space, "depth": 1}, networks=networks, x=x)
    assert code == "memory"
