"""Random networks for the kernel's tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from hypothesis import strategies
from torch import Tensor

from py_kernels.mlp.batch import Networks
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import ACTIVATIONS, Space

PAPER = Space(
    inputs=3,
    outputs=1,
    max_width=7,
    depths=(1, 2, 3, 4),
    bias=False,
    activations=("sigmoid",),
    output_activation="linear",
    leaky_slope=0.01,
    weight_range=10.0,
)


def spaces(inputs: strategies.SearchStrategy[int]) -> strategies.SearchStrategy[Space]:
    return strategies.builds(
        Space,
        inputs=inputs,
        outputs=strategies.integers(1, 8),
        max_width=strategies.integers(1, 16),
        depths=strategies.just((1, 2, 3, 4, 5, 6)),
        bias=strategies.booleans(),
        activations=strategies.lists(strategies.sampled_from(ACTIVATIONS), min_size=1, unique=True).map(
            tuple
        ),
        output_activation=strategies.sampled_from(("linear", "sigmoid")),
        leaky_slope=strategies.sampled_from((0.0, 0.01, 0.1)),
        weight_range=strategies.just(10.0),
    )


# What the Triton kernel takes, and what that of the CPU does.
narrow = spaces(strategies.integers(1, 16))
wide = spaces(strategies.integers(1, 16) | strategies.integers(17, 64))


@dataclass(frozen=True)
class Case:
    """Networks with gradients asked for, samples and wished outputs."""

    networks: Networks
    x: Tensor
    y: Tensor

    @property
    def leaves(self) -> list[Tensor]:
        choices = self.networks.choices
        return [self.networks.parameters] + ([] if choices is None else [choices])

    def to(self, dtype: torch.dtype) -> Case:
        parameters, *choices = [leaf.detach().to(dtype).requires_grad_() for leaf in self.leaves]
        networks = replace(self.networks, parameters=parameters, choices=choices[0] if choices else None)
        return Case(networks, self.x.to(dtype), self.y.to(dtype))

    def rows(self, rows: Any) -> Case:
        parameters, *choices = [leaf.detach()[rows].clone().requires_grad_() for leaf in self.leaves]
        networks = replace(self.networks, parameters=parameters, choices=choices[0] if choices else None)
        return Case(networks, self.x, self.y if self.y.shape[0] == 1 else self.y[rows])


def draw(space: Space, depth: int, networks: int, samples: int, seed: int = 0, scale: float = 1.0) -> Case:
    generator = torch.Generator().manual_seed(seed)
    plan = layout(space, depth)
    parameters = torch.randn(networks, plan.parameters, generator=generator) * scale
    choices = None
    if len(space.activations) > 1:
        logits = torch.randn(networks, depth, space.max_width, len(space.activations), generator=generator)
        choices = logits.softmax(-1).requires_grad_()
    x = torch.rand(samples, space.inputs, generator=generator) * 2 - 1
    y = torch.randn(networks, space.outputs, samples, generator=generator)
    return Case(Networks(space, depth, parameters.requires_grad_(), choices), x, y)
