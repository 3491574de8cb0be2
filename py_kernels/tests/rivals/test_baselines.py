"""What scikit-learn's regressions say of small tables, and how they are counted."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from py_kernels.rivals.baselines import METHODS, Array, Baseline, fit_baselines
from py_kernels.serve import catalogue

NAMES = tuple(METHODS)


def draw(rows: int, inputs: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).uniform(-1, 1, (rows, inputs))


def fit(names: tuple[str, ...], x: Array, y: Array, asked: Array, seed: int = 0) -> dict[str, Baseline]:
    found = fit_baselines(names, x, y, asked, seed, lambda: None)
    return dict(zip(names, found, strict=True))


def r2(prediction: Array, truth: Array) -> float:
    return float(1 - np.square(prediction - truth).mean() / truth.var())


def test_the_methods_are_those_of_the_schema() -> None:
    schema = catalogue.SCHEMAS.files["pipeline.schema.json"]["$defs"]["baseline_methods"]
    assert set(schema["items"]["enum"]) == set(METHODS)


def test_every_method_predicts_in_the_units_of_the_target() -> None:
    x, asked = draw(60, 3), draw(40, 3, seed=1)

    def of(rows: Array) -> Array:
        return 5000 + 300 * (rows[:, 0] - 0.5 * rows[:, 1] + 0.2 * rows[:, 0] * rows[:, 1])

    found = fit(NAMES, x * [1, 1000, 1e-3], of(x), asked * [1, 1000, 1e-3])
    scores = {name: r2(found[name].prediction, of(asked)) for name in NAMES}
    assert scores.pop("constant") < 0.05
    assert min(scores.values()) > 0.5
    assert min(scores[name] for name in ("gaussian_process", "mlp", "polynomial")) > 0.98
    assert all(one.seconds >= 0 and one.prediction.shape == (40,) for one in found.values())


def test_numbers_are_weights_and_hidden_biases_and_no_intercept_counts() -> None:
    x = draw(120, 4)
    found = fit(NAMES, x, 7 + 3 * x[:, 2], x[:5])
    assert found["constant"].nonzeros == 0
    assert found["ridge"].nonzeros == 4
    assert 1 <= (found["lasso"].nonzeros or 0) <= 4
    # Neurons times the inputs, a bias and a weight to the output.
    assert found["mlp"].nonzeros in {4 * 6, 8 * 6, 16 * 6}
    assert found["polynomial"].nonzeros in {4, 14, 34}
    assert [found[name].nonzeros for name in ("gaussian_process", "boosting", "extra_trees")] == [None] * 3


def test_a_sorted_table_is_dealt_into_folds_of_rows_in_random_order() -> None:
    x = np.sort(draw(40, 1), axis=0)
    noise = np.random.default_rng(2).normal(0, 0.05, 40)
    found = fit(("lasso", "polynomial"), x, np.square(x[:, 0]) + noise, x)
    assert r2(found["polynomial"].prediction, np.square(x[:, 0])) > 0.9


def test_the_same_seed_gives_the_same_predictions() -> None:
    x, asked = draw(30, 2), draw(10, 2, seed=1)
    y = np.sin(3 * x[:, 0]) + np.random.default_rng(3).normal(0, 0.1, 30)
    first, again = (fit(NAMES, x, y, asked, seed=4) for _ in range(2))
    for name in NAMES:
        assert np.array_equal(first[name].prediction, again[name].prediction), name


def test_few_rows_many_columns_and_columns_that_are_constant_are_no_trouble() -> None:
    x = np.hstack([draw(11, 15), np.ones((11, 1))])
    for y in (x[:, 0], np.ones(11)):
        found = fit(NAMES, x, y, x)
        assert all(np.isfinite(one.prediction).all() for one in found.values())
    two = fit(NAMES, x[:2], np.array([0.0, 1.0]), x)
    assert all(np.isfinite(one.prediction).all() for one in two.values())


def test_it_can_be_stopped_between_two_methods() -> None:
    asked_for: list[int] = []

    def check() -> None:
        asked_for.append(0)
        if len(asked_for) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fit_baselines(("constant", "ridge", "lasso"), draw(9, 1), np.arange(9.0), draw(9, 1), 0, check)


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
        fit_baselines(("ridge",), draw(9, 1), np.arange(9.0), draw(9, 1), 0, lambda: None)
