"""Specification of the normal equations: those of the Jacobian that PyTorch finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from py_kernels.mlp.batch import Networks, unpack
from py_kernels.mlp.layout import layout
from py_kernels.native.eager import predict
from py_kernels.polish.fit import Fit
from py_kernels.polish.normal import HELD_AT_ONCE, normal, runs

from ..search.linear import SPACE, teacher

SPACES = {
    "sigmoid": SPACE,
    "three outputs": replace(SPACE, outputs=3, output_activation="sigmoid"),
    "biases": replace(SPACE, bias=True, activations=("tanh",)),
    "mixed": replace(SPACE, bias=True, outputs=2, activations=("tanh", "leaky_relu")),
}


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_normal_equations_are_those_of_the_jacobian(name: str, depth: int) -> None:
    space = SPACES[name]
    parameters = layout(space, depth).parameters
    packed = torch.cat([teacher(space, depth, seed) for seed in (1, 2)]).double()
    if "choices" in layout(space, depth).sections:
        choices = layout(space, depth).view(packed, "choices")
        choices[1, 0, 0] = torch.tensor([0.0, 1.0])
    networks = unpack(space, depth, packed)
    generator = torch.Generator().manual_seed(3)
    x = torch.rand(9, space.inputs, generator=generator, dtype=torch.float64)
    y = torch.rand(1, space.outputs, 9, generator=generator, dtype=torch.float64)
    chosen = torch.stack([torch.randperm(parameters + 1, generator=generator)[:8] for _ in range(2)])
    chosen[0, 0] = parameters
    system = normal(networks, chosen, Fit(x, y, x.new_zeros(2, 1)))
    for b in range(2):
        each = None if networks.choices is None else networks.choices[b : b + 1]

        def output(weights: torch.Tensor, each: torch.Tensor | None = each) -> torch.Tensor:
            return predict(Networks(space, depth, weights[None], each), x)[0]

        jacobian = torch.func.jacrev(output)(networks.parameters[b]).flatten(0, 1)
        jacobian = torch.nn.functional.pad(jacobian, (0, 1))[:, chosen[b]]
        residual = (output(networks.parameters[b]) - y[0]).flatten()
        torch.testing.assert_close(system.matrix[b], jacobian.T @ jacobian)
        torch.testing.assert_close(system.gradient[b], jacobian.T @ residual)
        torch.testing.assert_close(system.loss[b], residual @ residual)


def test_runs_cover_all_networks_once_and_bound_what_is_held() -> None:
    chosen = torch.zeros(64, 1000, dtype=torch.long)
    parts = runs(chosen, 3000)
    assert [i for part in parts for i in range(*part.indices(64))] == list(range(64))
    assert len(parts) > 1
    assert all(len(range(*part.indices(64))) * 1000 * 3000 <= HELD_AT_ONCE for part in parts)
    assert runs(torch.zeros(4, 20, dtype=torch.long), 500)[1:] == []
