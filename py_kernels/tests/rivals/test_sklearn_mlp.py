"""scikit-learn's networks, packed and counted as ours."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.live import nonzeros
from py_kernels.native import predict
from py_kernels.rivals import sklearn_mlp
from py_kernels.search.front import front
from py_kernels.tests.search.linear import SPACE

from .hunting import hunt, settings, taught

SPACE_OF = replace(SPACE, bias=True, activations=("tanh", "leaky_relu"), leaky_slope=0.0)
SETTINGS = settings("sklearn_mlp", widths=[2, 3], iterations=60, rows=0)


def test_a_packed_network_computes_what_scikit_learn_says() -> None:
    from sklearn.neural_network import MLPRegressor

    x = np.linspace(-1, 1, 40).reshape(20, 2)
    for activation, name in [("tanh", "tanh"), ("leaky_relu", "relu")]:
        model = MLPRegressor(
            hidden_layer_sizes=(3, 3), activation=name, solver="lbfgs", max_iter=5, random_state=0, tol=1
        )
        model.fit(x, x[:, 0] * x[:, 1])
        packed = sklearn_mlp.pack(SPACE_OF, activation, model.coefs_, model.intercepts_)
        ours = predict(unpack(SPACE_OF, 2, packed), torch.from_numpy(x).float())[0, 0]
        assert ours.numpy() == pytest.approx(model.predict(x), abs=1e-5)
        assert int(nonzeros(SPACE_OF, 2, packed)) == 2 * 3 + 3 + 9 + 3 + 3 + 1


def test_every_size_of_the_grid_has_its_turn_then_other_weights() -> None:
    data = taught(SPACE, rows=150)
    rival = sklearn_mlp.init(hunt(SPACE_OF, data), SETTINGS, 0)
    assert len(rival.grid) == len(set(rival.grid)) == 2 * 2 * 2
    for _ in rival.grid:
        sklearn_mlp.step(rival)
    found = front(rival)
    assert len(found["nonzeros_1"]) >= 1
    assert rival.validation_mse.isfinite().all()
    assert found["start_1"].max() < len(rival.grid)
    again = sklearn_mlp.init(hunt(SPACE_OF, data), SETTINGS, 0)
    again.step_count = len(rival.grid)
    first = sklearn_mlp.init(hunt(SPACE_OF, data), SETTINGS, 0)
    sklearn_mlp.step(first)
    sklearn_mlp.step(again)
    assert front(again)["nonzeros_1"].tolist() == front(first)["nonzeros_1"].tolist()
    assert not torch.equal(front(again)["networks_1"], front(first)["networks_1"])


def test_the_same_seed_gives_the_same_networks() -> None:
    runs = []
    for seed in (0, 0, 1):
        rival = sklearn_mlp.init(hunt(SPACE_OF, taught(SPACE, rows=60)), SETTINGS, seed)
        sklearn_mlp.step(rival)
        runs.append(front(rival)["networks_1"])
    assert torch.equal(runs[0], runs[1])
    assert not torch.equal(runs[0], runs[2])


@pytest.fixture
def without_sklearn(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return genuine(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)


@pytest.mark.usefixtures("without_sklearn")
def test_a_missing_scikit_learn_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"pip install -r requirements-rivals\.txt"):
        sklearn_mlp.init(hunt(SPACE_OF, taught(SPACE)), SETTINGS, 0)


def test_a_space_that_cannot_hold_its_networks_is_refused() -> None:
    with pytest.raises(ValueError, match="biases and one linear output"):
        sklearn_mlp.init(hunt(), SETTINGS, 0)
