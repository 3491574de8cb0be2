"""Polynomials of few terms."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from py_kernels.rivals import polynomial
from py_kernels.rivals.polynomial import Formula, design, exponents_of, largest_degree
from py_kernels.search.state import Data

from .hunting import one_column, settings


def fit(data: Data, **changes: int) -> dict[int, Formula]:
    shape = settings("polynomial", **{"degree": 5, "dictionary": 60, "terms": 20, **changes})
    return polynomial.fit(data, (data.x_validation, data.y_validation), shape, lambda: None)


def points(rows: int, inputs: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(rows, inputs, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def error(formula: Formula, data: Data) -> float:
    values = design(formula.basis, formula.exponents, data.x_validation) @ formula.coefficients
    return float((values - data.y_validation[:, 0].double()).square().mean())


def test_a_sparse_polynomial_is_found_term_for_term() -> None:
    x = points(300, 3)
    found = fit(one_column(x, 2 * x[:, 0] * x[:, 2] ** 2 - 0.5 * x[:, 1]))
    formula = found[2]
    assert formula.basis == "power"
    terms = dict(zip(map(tuple, formula.exponents.tolist()), formula.coefficients.tolist(), strict=True))
    assert terms == pytest.approx({(1, 0, 2): 2.0, (0, 1, 0): -0.5}, abs=1e-5)


def test_a_smooth_function_is_the_better_fitted_the_more_terms_there_are() -> None:
    x = points(600, 2)
    data = one_column(x, torch.sin(2 * x[:, 0] + x[:, 1]))
    errors = {terms: error(formula, data) for terms, formula in fit(data).items()}
    assert errors[15] < 1e-4 < 1e-2 < errors[2]
    assert {formula.basis for formula in fit(data).values()} == {"power", "legendre"}


def test_coefficients_are_those_of_least_squares() -> None:
    x = points(200, 2)
    data = one_column(x, torch.exp(x[:, 0]) * x[:, 1])
    for formula in fit(data, degree=3).values():
        columns = design(formula.basis, formula.exponents, data.x_train)
        solved = np.linalg.lstsq(columns.numpy(), data.y_train[:, 0].double().numpy(), rcond=None)[0]
        assert formula.coefficients.numpy() == pytest.approx(solved, rel=1e-6, abs=1e-9)


def test_few_rows_and_constant_columns_are_no_trouble() -> None:
    x = points(12, 3)
    x[:, 1] = 0.5
    found = fit(one_column(x, x[:, 0]))
    assert max(found) <= 7
    assert all(formula.coefficients.isfinite().all() for formula in found.values())


def test_inputs_in_thousands_are_fitted_as_far_as_float64_goes() -> None:
    x = points(100, 2) * 4000
    found = fit(one_column(x, 3 + x[:, 0] * x[:, 1] * 1e-6), degree=30, dictionary=500)
    assert all(formula.coefficients.isfinite().all() for formula in found.values())
    data = one_column(x, 3 + x[:, 0] * x[:, 1] * 1e-6)
    assert error(found[2], data) < 1e-10


def test_it_can_be_stopped() -> None:
    class Stop(Exception):
        pass

    def check() -> None:
        raise Stop

    x = points(20, 1)
    data = one_column(x, x[:, 0])
    with pytest.raises(Stop):
        polynomial.fit(data, (data.x_validation, data.y_validation), settings("polynomial"), check)


@given(st.integers(1, 6), st.integers(0, 12), st.integers(1, 200))
@examples(deadline=None, max_examples=50)
def test_the_degree_is_the_largest_whose_terms_may_be(inputs: int, degree: int, terms: int) -> None:
    largest = largest_degree(inputs, degree, terms)
    assert largest <= degree
    assert largest == 0 or len(exponents_of(inputs, largest)) <= terms
    if largest < degree and inputs * largest < 30:
        assert len(exponents_of(inputs, largest + 1)) > terms


@given(st.integers(0, 8), st.floats(-1, 1))
@examples(deadline=None, max_examples=40)
def test_terms_are_products_of_powers_or_of_legendre_polynomials(n: int, value: float) -> None:
    x = torch.tensor([[value, 0.3]], dtype=torch.float64)
    exponents = torch.tensor([[n, 2]])
    legendre = np.polynomial.legendre.Legendre.basis
    expected = {"power": value**n * 0.09, "legendre": legendre(n)(value) * legendre(2)(0.3)}
    for basis in polynomial.BASES:
        assert float(design(basis, exponents, x)) == pytest.approx(expected[basis], abs=1e-12)
