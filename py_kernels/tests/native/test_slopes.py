"""Specification of what normal equations are made of: the fused kernel gives what PyTorch does."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as some
from torch import Tensor

from py_kernels.mlp.batch import Networks
from py_kernels.mlp.space import Space
from py_kernels.native import fused
from py_kernels.native.slopes import plain_slopes, slopes

from .conftest import COMPILED
from .draw import Case, draw, wide
from .test_kernel import assert_close, quick


def whole(found: tuple[Tensor, list[Tensor], Tensor]) -> list[Tensor]:
    return [found[0], torch.stack(found[1]), found[2]]


def constant(case: Case) -> Networks:
    parameters, *choices = [leaf.detach() for leaf in case.leaves]
    return Networks(case.networks.space, case.networks.depth, parameters, choices[0] if choices else None)


@pytest.mark.parametrize("back_end", COMPILED, indirect=True)
@settings(quick, max_examples=20)
@given(
    space=wide,
    depth=some.integers(1, 6),
    samples=some.sampled_from((1, 17, 128, 129, 300)),
    own=some.booleans(),
    networks=some.integers(1, 3),
)
def test_slopes_are_those_of_double_precision(
    back_end: str, space: Space, depth: int, samples: int, own: bool, networks: int
) -> None:
    case = draw(space, depth, networks, samples, seed=depth, scale=2 / space.max_width**0.5)
    x = (
        torch.rand(networks, samples, space.inputs, generator=torch.Generator().manual_seed(1))
        if own
        else case.x
    )
    if back_end != "eager":
        assert fused.takes(constant(case), case.x)
    exact = whole(plain_slopes(constant(case.to(torch.float64)), x.double()))
    assert_close(whole(slopes(constant(case), x)), exact, whole(plain_slopes(constant(case), x)))
