from __future__ import annotations

import pytest
import torch

from py_kernels.mlp.batch import incoming
from py_kernels.mlp.layout import layout

from ..nets.drawn import SPACES


@pytest.mark.parametrize("name", ["paper", "bias", "outputs", "many inputs"])
def test_what_arrives_at_a_neuron_is_summed_with_its_bias_and_its_sign(name: str) -> None:
    space = SPACES[name]
    for depth in space.depths:
        plan = layout(space, depth)
        values = torch.randn(4, plan.parameters, generator=torch.Generator().manual_seed(depth))
        found = incoming(space, depth, values)
        for k in range(1, depth + 1):
            expected = plan.view(values, f"weights_{k}").sum(dim=2)
            if space.bias:
                expected = expected + plan.view(values, f"bias_{k}")
            torch.testing.assert_close(found[:, k - 1], expected)
