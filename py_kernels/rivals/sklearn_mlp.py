"""scikit-learn's multilayer perceptrons, fully connected with biases, of all sizes of a small grid in turn.

scikit-learn is an optional extra; baselines.py is its other importer. Its networks are packed in a space of
their own and counted as all others are.

Letters as in mlp/layout.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..search.state import Hunt, offer, sample

# scikit-learn's names of activations, by ours; its relu is a leaky one of slope 0.
NAMES = {"sigmoid": "logistic", "tanh": "tanh", "leaky_relu": "relu", "linear": "identity"}
MISSING = "scikit-learn is not installed: pip install -r requirements-rivals.txt"


@dataclass
class SklearnMlp(Hunt):
    """settings: the pipeline's `sklearn_mlp`; grid: depth, width and activation of every size, in turn."""

    settings: Mapping[str, Any]
    grid: list[tuple[int, int, str]]
    seed: int


def init(hunt: Hunt, settings: Mapping[str, Any], seed: int) -> SklearnMlp:
    """Takes over a hunt that has found nothing, in a space with biases and one linear output.

    Raises ValueError where scikit-learn is not installed, or the space is another one.
    """
    try:
        import sklearn.neural_network  # noqa: F401  (only whether it is there)
    except ImportError:
        raise ValueError(MISSING) from None
    space = hunt.space
    if not space.bias or space.output_activation != "linear" or space.outputs != 1:
        raise ValueError("scikit-learn's networks have biases and one linear output; the space must, too")
    grid = [(depth, width, name) for width, depth, name in _sizes(space, settings["widths"])]
    return SklearnMlp(**vars(hunt), settings=settings, grid=grid, seed=seed)


def step(rival: SklearnMlp) -> None:
    """Fits one network, the next of the grid; after the last the first comes again, from other weights."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    depth, width, activation = rival.grid[rival.step_count % len(rival.grid)]
    settings = rival.settings
    x, y = sample(rival, settings["rows"])
    model = MLPRegressor(
        hidden_layer_sizes=(width,) * depth,
        activation=NAMES[activation],
        solver="lbfgs",
        alpha=settings["alpha"],
        max_iter=settings["iterations"],
        max_fun=2 * settings["iterations"],
        tol=settings["tolerance"],
        random_state=(rival.seed + rival.step_count) % 2**32,
    )
    with warnings.catch_warnings():
        # Time is what it has; that it would have gone on is expected.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x.cpu().double().numpy(), y[0, 0].cpu().double().numpy())
    packed = pack(rival.space, activation, model.coefs_, model.intercepts_).to(rival.device)
    offer(rival, depth, packed, torch.tensor([rival.step_count], device=rival.device))
    rival.step_count += 1


def pack(space: Space, activation: str, weights: list[Any], biases: list[Any]) -> Tensor:
    """A network of scikit-learn, weights `[from, to]` and biases of each layer, in the space: `[1, P]`."""
    depth = len(weights) - 1
    plan = layout(space, depth)
    packed = torch.zeros(1, plan.size)
    for k, (matrix, bias) in enumerate(zip(weights, biases, strict=True), start=1):
        rows, columns = matrix.shape[1], matrix.shape[0]
        plan.view(packed, f"weights_{k}")[0, :rows, :columns] = _tensor(matrix.T)
        plan.view(packed, f"bias_{k}")[0, :rows] = _tensor(bias)
        if k <= depth:
            plan.view(packed, "masks")[0, k - 1, :rows] = 1
            if "choices" in plan.sections:
                choice = space.activations.index(activation)
                plan.view(packed, "choices")[0, k - 1, :rows, choice] = 1
    return packed


def _sizes(space: Space, widths: list[int]) -> list[tuple[int, int, str]]:
    fitting = [width for width in widths if width <= space.max_width]
    return list(product(fitting, space.depths, space.activations))


def _tensor(values: Any) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))
