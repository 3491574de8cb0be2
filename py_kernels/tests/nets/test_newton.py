"""Second-order steps of neurons' codes."""

from __future__ import annotations

import torch
from torch import Generator

from py_kernels.nets.newton import steps
from py_kernels.nets.ridge import ridge_with_bias


def test_a_step_leaves_less_of_what_a_neuron_near_the_truth_left() -> None:
    generator = Generator().manual_seed(0)
    x = torch.randn(5, 60, 3, generator=generator)
    code = torch.tensor([1.0, -0.5, 0.3])
    y = 2 * torch.tanh(x @ code)
    decay, ones = torch.full((5,), 1e-3), torch.ones_like(y)
    codes = code + 0.2 * torch.randn(5, 3, generator=generator)

    def left(codes: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        said = torch.tanh(x @ codes[..., None])
        output = ridge_with_bias(said, y, ones, decay)
        return said, output.weights, y - output.answers

    said, weights, residuals = left(codes)
    slopes = (1 - said.square()) * weights[:, None, :-1]
    bold, shy = (step[:, 0] for step, _ in steps(slopes, x, said, residuals, ones, decay, (1.0, 30.0)))
    before = residuals.square().mean(1)
    assert (left(codes + bold)[2].square().mean(1) < 0.3 * before).all()
    assert (left(codes + shy)[2].square().mean(1) < before).all()
    assert (shy.norm(dim=1) < bold.norm(dim=1)).all()
