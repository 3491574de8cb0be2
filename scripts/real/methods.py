"""The rivals: what anyone would fit first, by scikit-learn, each with its own cross-validation.

S rows to fit; F columns. x `[S, F]` comes as encode.py makes it; y `[S]` has mean 0 and variance 1, or
numbers classes from 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.linear_model import LassoCV, LogisticRegressionCV, RidgeCV
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .encode import Array
from .tables import Task

Target = Array | NDArray[np.int64]

# Ridge's penalties.
ALPHAS = np.logspace(-3, 4, 29)
# A logistic model's inverse penalties.
CS = np.logspace(-3, 3, 13)
MLP = {"hidden_layer_sizes": [(4,), (16,)], "alpha": [0.01, 1.0, 10.0]}
LEAVES = {"max_leaf_nodes": [2, 3, 4, 6, 8, 12, 16, 24, 32, 40]}
TREES = 200
LEAF_ROWS = {"min_samples_leaf": [1, 3, 10]}


def _constant(x: Array, y: Target, task: Task, seed: int) -> Any:
    if task == "regression":
        return DummyRegressor().fit(x, y)
    return DummyClassifier(strategy="prior").fit(x, y)


def _linear_l2(x: Array, y: Target, task: Task, seed: int) -> Any:
    """Ridge by leave-one-out, or a logistic model."""
    if task == "regression":
        return RidgeCV(ALPHAS).fit(x, y)
    return _logistic(0, "lbfgs", y, seed).fit(x, y)


def _linear_l1(x: Array, y: Target, task: Task, seed: int) -> Any:
    """Lasso, or a logistic model."""
    if task == "regression":
        return LassoCV(cv=_folds(y, task, 5, seed), max_iter=20000).fit(x, y)
    return _logistic(1, "liblinear" if len(np.unique(y)) == 2 else "saga", y, seed).fit(x, y)


def _logistic(l1_ratio: float, solver: str, y: Target, seed: int) -> Any:
    return LogisticRegressionCV(
        Cs=CS,
        l1_ratios=(l1_ratio,),
        solver=solver,
        # liblinear penalises its intercept too; at this scale hardly.
        intercept_scaling=100.0 if solver == "liblinear" else 1.0,
        scoring="neg_log_loss",
        cv=_folds(y, "classification", 5, seed),
        max_iter=1000,
        tol=1e-3,
        random_state=seed,
        use_legacy_attributes=False,
    )


def _mlp(x: Array, y: Target, task: Task, seed: int) -> Any:
    kind = MLPRegressor if task == "regression" else MLPClassifier
    model = kind(activation="tanh", solver="lbfgs", max_iter=500, random_state=seed)
    scoring = "neg_mean_squared_error" if task == "regression" else "neg_log_loss"
    return _best(model, MLP, scoring, x, y, _folds(y, task, 3, seed))


def _boosting(x: Array, y: Target, task: Task, seed: int) -> Any:
    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    return kind(min_samples_leaf=min(20, max(3, len(y) // 10)), random_state=seed).fit(x, y)


def _extra_trees(x: Array, y: Target, task: Task, seed: int) -> Any:
    kind = ExtraTreesRegressor if task == "regression" else ExtraTreesClassifier
    model = kind(TREES, random_state=seed)
    return _best(model, LEAF_ROWS, _tree_scoring(task), x, y, _folds(y, task, 3, seed))


def _tree(x: Array, y: Target, task: Task, seed: int) -> Any:
    kind = DecisionTreeRegressor if task == "regression" else DecisionTreeClassifier
    model = kind(random_state=seed)
    return _best(model, LEAVES, _tree_scoring(task), x, y, _folds(y, task, 5, seed))


def _tree_scoring(task: Task) -> str:
    """Not log loss, by which stumps win: a leaf of one class is infinitely wrong where it is wrong."""
    return "neg_mean_squared_error" if task == "regression" else "accuracy"


def _best(model: Any, settings: dict[str, Any], scoring: str, x: Array, y: Target, folds: Any) -> Any:
    """MODEL fitted to all rows with the settings that cross-validation likes best."""
    return GridSearchCV(model, settings, scoring=scoring, cv=folds).fit(x, y).best_estimator_


def _folds(y: Target, task: Task, folds: int, seed: int) -> Any:
    """Folds of rows in random order: those of a table may be sorted."""
    kind = KFold if task == "regression" else StratifiedKFold
    return kind(folds, shuffle=True, random_state=seed)


METHODS: dict[str, Callable[[Array, Target, Task, int], Any]] = {
    "constant": _constant,
    "linear_l2": _linear_l2,
    "linear_l1": _linear_l1,
    "mlp": _mlp,
    "boosting": _boosting,
    "extra_trees": _extra_trees,
    "tree": _tree,
}
