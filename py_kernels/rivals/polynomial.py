"""Polynomials of few terms, taken one after the other (orthogonal least squares: Chen, Billings, Luo 1989).

Of every total degree there are two dictionaries, powers and Legendre's polynomials, multiplied across inputs:
a sparse polynomial is sparse in the first, a smooth function in the second. All in float64.

Letters: S rows, I inputs, M terms of a dictionary, k terms taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch
from torch import Tensor

from ..search.state import Data

BASES = ("power", "legendre")
# Terms times rows that are computed at once: bounds memory.
HELD_AT_ONCE = 4_000_000
# What must be left of a normed term beside those taken before it; less is rounding.
LEAST_REST = 1e-10


@dataclass(frozen=True)
class Formula:
    """sum of coefficients [k] times terms, each a product over inputs with `exponents [k, I]` (int64)."""

    basis: str
    exponents: Tensor
    coefficients: Tensor


@dataclass(frozen=True)
class Dictionary:
    """A basis's terms, `exponents [M, I]` by rising total degree, and their sums over rows.

    gram [M, M], moments [M]: of training rows; `design [S, M]`: of the validation rows.
    """

    basis: str
    exponents: Tensor
    gram: Tensor
    moments: Tensor
    design: Tensor


def fit(
    data: Data, screen: tuple[Tensor, Tensor], settings: Mapping[str, Any], check: Callable[[], None]
) -> dict[int, Formula]:
    """The best formula of every number of terms, by its error at `screen`: rows `[S, I]` and `[S, 1]`.

    `settings` is the pipeline's `polynomial`. `check` is called now and then, and may raise to stop.
    """
    best: dict[int, Formula] = {}
    errors: dict[int, float] = {}
    largest = largest_degree(data.x_train.shape[1], settings["degree"], settings["dictionary"])
    target = screen[1][:, 0].double()
    for basis in BASES:
        whole = _dictionary(basis, largest, data, screen[0])
        for degree in range(largest + 1):
            check()
            terms = int((whole.exponents.sum(1) <= degree).sum())
            taken, coefficients = _path(whole, terms, min(settings["terms"], len(data.y_train) - 1))
            mse = (whole.design[:, taken] @ coefficients - target[:, None]).square().mean(0)
            for k, error in enumerate(mse.tolist(), start=1):
                if error < errors.get(k, torch.inf):
                    errors[k] = error
                    best[k] = Formula(basis, whole.exponents[taken[:k]], coefficients[:k, k - 1])
    return best


def largest_degree(inputs: int, degree: int, terms: int) -> int:
    """The largest total degree up to `degree` of which `inputs` inputs have at most `terms` terms."""
    count, d = 1, 0
    while d < degree and (count := count * (inputs + d + 1) // (d + 1)) <= terms:
        d += 1
    return d


def exponents_of(inputs: int, degree: int) -> Tensor:
    """All exponents of total degree 0 to `degree`, rising: int64 `[M, I]`."""
    every = [each for each in product(range(degree + 1), repeat=inputs) if sum(each) <= degree]
    return torch.tensor(sorted(every, key=lambda each: (sum(each), each))).reshape(-1, inputs)


def design(basis: str, exponents: Tensor, x: Tensor) -> Tensor:
    """Every term at every row of `x [S, I]`: float64 `[S, M]`."""
    highest = int(exponents.max()) if len(exponents) else 0
    values = _powers(basis, highest, x.double())
    columns = x.new_ones(x.shape[0], len(exponents), dtype=torch.float64)
    for i in range(x.shape[1]):
        columns = columns * values[:, :, i][exponents[:, i]].T
    return columns


def _powers(basis: str, highest: int, x: Tensor) -> Tensor:
    """Powers 0 to `highest` of `x [S, I]`, or Legendre's polynomials: `[highest + 1, S, I]`."""
    values = [torch.ones_like(x), x]
    for n in range(1, highest):
        if basis == "power":
            values.append(values[-1] * x)
        else:
            values.append(((2 * n + 1) * x * values[-1] - n * values[-2]) / (n + 1))
    return torch.stack(values[: highest + 1])


def _dictionary(basis: str, degree: int, data: Data, x: Tensor) -> Dictionary:
    exponents = exponents_of(data.x_train.shape[1], degree)
    gram = torch.zeros(len(exponents), len(exponents), dtype=torch.float64)
    moments = gram[0].clone()
    rows = max(1, HELD_AT_ONCE // len(exponents))
    for part, target in zip(torch.split(data.x_train, rows), torch.split(data.y_train, rows), strict=True):
        columns = design(basis, exponents, part)
        gram += columns.T @ columns
        moments += columns.T @ target[:, 0].double()
    return Dictionary(basis, exponents, gram, moments, design(basis, exponents, x))


def _path(whole: Dictionary, terms: int, most: int) -> tuple[Tensor, Tensor]:
    """Of the first `terms` terms, those taken one by one, int64 `[k]`, and the coefficients at each size.

    Column j of `[k, k]`: the least squares of the first j + 1. Each time the one that leaves the least error.
    A pivoted Cholesky factorisation of the normed Gram matrix, column by column.
    """
    norms = whole.gram.diagonal()[:terms].sqrt().clamp_min(torch.finfo(torch.float64).tiny)
    gram = whole.gram[:terms, :terms] / norms / norms[:, None]
    rest, gain = gram.diagonal().clone(), whole.moments[:terms] / norms
    factor = torch.zeros(terms, min(most, terms), dtype=torch.float64)
    taken: list[int] = []
    shares: list[Tensor] = []
    for k in range(factor.shape[1]):
        p = int(torch.where(rest > LEAST_REST, gain.square() / rest, -1.0).argmax())
        if not rest[p] > LEAST_REST:
            break
        root = rest[p].sqrt()
        factor[:, k] = (gram[:, p] - factor[:, :k] @ factor[p, :k]) / root
        shares.append(gain[p] / root)
        rest = rest - factor[:, k].square()
        gain = gain - factor[:, k] * shares[-1]
        rest[p] = 0
        taken.append(p)
    index = torch.tensor(taken, dtype=torch.long)
    if not taken:
        return index, torch.zeros(0, 0, dtype=torch.float64)
    lower, values = factor[index, : len(taken)], torch.stack(shares)
    # The first j + 1 terms see the first j + 1 rows of the transposed factor alone.
    sides = torch.triu(values[:, None].expand(-1, len(taken)))
    solved = torch.linalg.solve_triangular(lower.T, sides, upper=True)
    return index, solved / norms[index][:, None]
