"""What anyone would fit to a table first: scikit-learn's regressions, each with its own cross-validation.

M methods; S rows fitted; T rows asked; I inputs. scikit-learn is an optional extra.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .polynomial import largest_degree
from .sklearn_mlp import MISSING

Array = NDArray[np.float64]

ALPHAS = np.logspace(-4, 4, 33)
# A process of more rows takes minutes.
PROCESS_ROWS = 800
MLP = {"neurons": (4, 8, 16), "alphas": (0.01, 0.1, 1.0, 10.0)}
MOST_DEGREE = 3
# Of a polynomial, the constant among them.
MOST_TERMS = 300


@dataclass(frozen=True)
class Baseline:
    """prediction [T]; nonzeros: the model's numbers without its intercept, None where not counted."""

    prediction: Array
    nonzeros: int | None
    seconds: float


def fit_baselines(
    methods: Sequence[str], x: Array, y: Array, asked: Array, seed: int, check: Callable[[], None]
) -> list[Baseline]:
    """Fits `x [S, I]`, `y [S]` by each of METHODS named, and predicts `asked [T, I]`.

    All see columns of mean 0 and variance 1, and have one thread. `check` is called before each. Raises
    ValueError where scikit-learn is not installed.
    """
    try:
        import sklearn  # noqa: F401  (only whether it is there)
        from threadpoolctl import threadpool_limits  # scikit-learn needs it itself
    except ImportError:
        raise ValueError(MISSING) from None
    centre, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1
    mean, spread = float(y.mean()), float(y.std()) or 1.0
    x, asked, y = (x - centre) / scale, (asked - centre) / scale, (y - mean) / spread
    found = []
    for name in methods:
        check()
        begin = time.perf_counter()
        with threadpool_limits(1), warnings.catch_warnings():
            # That a fit would have gone on is expected.
            warnings.simplefilter("ignore")
            prediction, nonzeros = METHODS[name](x, y, asked, seed)
        found.append(Baseline(prediction * spread + mean, nonzeros, time.perf_counter() - begin))
    return found


def _constant(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    return np.zeros(len(asked)), 0


def _ridge(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.linear_model import RidgeCV

    model = RidgeCV(ALPHAS).fit(x, y)
    return model.predict(asked), int(np.count_nonzero(model.coef_))


def _lasso(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.linear_model import LassoCV

    model = LassoCV(cv=_folds(y, seed)).fit(x, y)
    return model.predict(asked), int(np.count_nonzero(model.coef_))


def _process(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, WhiteKernel

    kernel = (
        ConstantKernel(1.0, (1e-3, 1e3)) * RBF(np.ones(x.shape[1]), (0.05, 100))
        + ConstantKernel(0.1, (1e-4, 1e2)) * DotProduct(1.0)
        + WhiteKernel(0.1, (1e-6, 2))
    )
    rows = np.random.default_rng(seed).permutation(len(y))[:PROCESS_ROWS]
    model = GaussianProcessRegressor(kernel, n_restarts_optimizer=1, random_state=seed).fit(x[rows], y[rows])
    return model.predict(asked), None


def _mlp(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.neural_network import MLPRegressor

    def fit(neurons: int, alpha: float, rows: Array | slice) -> Any:
        model = MLPRegressor(
            hidden_layer_sizes=(neurons,),
            activation="tanh",
            solver="lbfgs",
            alpha=alpha,
            max_iter=500,
            random_state=seed,
        )
        return model.fit(x[rows], y[rows])

    folds = list(_folds(y, seed).split(x))
    sizes = [(neurons, alpha) for neurons in MLP["neurons"] for alpha in MLP["alphas"]]
    errors = [
        sum(
            float(np.square(fit(int(neurons), alpha, fitted).predict(x[held]) - y[held]).sum())
            for fitted, held in folds
        )
        for neurons, alpha in sizes
    ]
    neurons, alpha = sizes[int(np.argmin(errors))]
    prediction = fit(int(neurons), alpha, slice(None)).predict(asked)
    return prediction, int(neurons) * (x.shape[1] + 2)


def _boosting(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.ensemble import HistGradientBoostingRegressor

    leaf = min(20, max(2, len(y) // 10))
    model = HistGradientBoostingRegressor(min_samples_leaf=leaf, random_state=seed).fit(x, y)
    return model.predict(asked), None


def _trees(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.ensemble import ExtraTreesRegressor

    model = ExtraTreesRegressor(200, random_state=seed, n_jobs=1).fit(x, y)
    return model.predict(asked), None


def _polynomial(x: Array, y: Array, asked: Array, seed: int) -> tuple[Array, int | None]:
    from sklearn.linear_model import RidgeCV
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    def model(degree: int) -> Any:
        return make_pipeline(
            PolynomialFeatures(degree, include_bias=False), StandardScaler(), RidgeCV(ALPHAS)
        )

    degrees = range(1, max(1, largest_degree(x.shape[1], MOST_DEGREE, MOST_TERMS)) + 1)
    scores = [
        cross_val_score(model(degree), x, y, cv=_folds(y, seed), scoring="neg_mean_squared_error").mean()
        for degree in degrees
    ]
    best = model(degrees[int(np.argmax(scores))]).fit(x, y)
    return best.predict(asked), int(np.count_nonzero(best[-1].coef_))


def _folds(y: Array, seed: int) -> Any:
    """Five, of rows in random order: those of a table may be sorted."""
    from sklearn.model_selection import KFold

    return KFold(min(5, len(y)), shuffle=True, random_state=seed)


METHODS: dict[str, Callable[[Array, Array, Array, int], tuple[Array, int | None]]] = {
    "constant": _constant,
    "ridge": _ridge,
    "lasso": _lasso,
    "gaussian_process": _process,
    "mlp": _mlp,
    "boosting": _boosting,
    "extra_trees": _trees,
    "polynomial": _polynomial,
}
