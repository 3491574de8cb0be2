"""The catalogue of methods and the code that serves them."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch import Tensor

from py_kernels.serve import catalogue
from py_kernels.serve.catalogue import tensor_complaint
from py_kernels.serve.failure import Code
from py_kernels.serve.methods import METHODS
from py_kernels.serve.version import FILE
from py_kernels.serve.wire import DTYPES


def test_every_method_has_a_function_and_every_function_a_method() -> None:
    assert METHODS.keys() == catalogue.METHODS.keys()


def test_the_catalogue_and_the_code_know_the_same_dtypes_and_codes() -> None:
    definitions = catalogue.SCHEMAS.files[FILE]["$defs"]
    assert set(definitions["tensor"]["properties"]["dtype"]["enum"]) == DTYPES.keys()
    assert set(definitions["error"]["properties"]["code"]["enum"]) == set(get_args(Code))


ONE = torch.zeros(2, 3)


@pytest.mark.parametrize(
    ("patterns", "tensors", "words"),
    [
        ({"x": "float32 [B, P]"}, {"x": ONE}, None),
        ({"x": "float32 [B, P]"}, {}, "x is missing"),
        ({"x": "float32 [B, P]"}, {"x": ONE, "y": ONE}, "y is not known"),
        ({"x": "float32 [B, P]"}, {"x": ONE.double()}, "x is float64, not float32"),
        ({"x": "float32 [B, P]"}, {"x": ONE[0]}, r"x has shape \[3\], not \[B, P\]"),
        ({"x": "float32 [B]", "y": "float32 [B]"}, {"x": ONE[0], "y": ONE[0]}, None),
        ({"x": "float32 [B]", "y": "float32 [B]"}, {"x": ONE[0], "y": ONE[:, 0]}, "but B is 3"),
        ({"x": "float32 [B, B]"}, {"x": ONE}, "but B is 2"),
        ({"s": "int64 []"}, {"s": torch.tensor(1)}, None),
        ({"s": "int64 []"}, {"s": torch.tensor([1])}, "shape"),
        ({"s?": "int64 []"}, {}, None),
        ({"s?": "int64 []"}, {"s": torch.tensor(1)}, None),
        ({"s?": "int64 []"}, {"s": torch.tensor(1.0)}, "float32, not int64"),
        ({"n_d": "float32 [B_d, P]"}, {}, None),
        ({"n_d": "float32 [B_d, P]"}, {"n_1": ONE, "n_12": torch.zeros(5, 3)}, None),
        ({"n_d": "float32 [B_d, P]"}, {"n_1": ONE, "n_2": ONE.T}, "but P is 3"),
        ({"n_d": "float32 [B_d]", "m_d": "float32 [B_d]"}, {"n_1": ONE[0], "m_1": ONE[:, 0]}, "but B_1 is 3"),
        ({"n_d": "float32 [B_d, P]"}, {"n_d": ONE}, "n_d is not known"),
        ({"n_d": "float32 [B_d, P]"}, {"n_01": ONE}, "n_01 is not known"),
        ({"a.*": "any"}, {"a.b.c": ONE, "a.d": ONE.int()}, None),
        ({"a.*": "any"}, {"b.c": ONE}, "b.c is not known"),
        ({"a.*": "any"}, {"a": ONE}, "a is not known"),
    ],
)
def test_tensors_are_held_to_their_patterns(
    patterns: dict[str, str], tensors: dict[str, Tensor], words: str | None
) -> None:
    complaint = tensor_complaint(patterns, tensors)
    if words is None:
        assert complaint is None
    else:
        assert complaint is not None
        with pytest.raises(ValueError, match=words):
            raise ValueError(complaint)
