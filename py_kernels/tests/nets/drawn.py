"""Spaces and networks that the tests of nets and learn share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.nets import Decoded, harden

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
SMALL = replace(PAPER, inputs=2, max_width=3, depths=(1, 2), weight_range=4.0)
SPACES = {
    "paper": PAPER,
    "small": SMALL,
    "bias": replace(SMALL, bias=True),
    "outputs": replace(SMALL, outputs=3, bias=True),
    "choices": replace(SMALL, activations=("sigmoid", "tanh", "leaky_relu"), bias=True, outputs=2),
    "one input": replace(SMALL, inputs=1, output_activation="sigmoid", activations=("leaky_relu",)),
    "many inputs": replace(SMALL, inputs=5, depths=(3, 1)),
    "one neuron": replace(SMALL, max_width=1, depths=(2,)),
}
FUNCTIONAL: dict[str, Any] = {
    "kind": "functional",
    "sees": "outputs",
    "latent": 8,
    "hidden": 16,
    "encoder_blocks": 1,
    "decoder_blocks": 1,
    "probes_per_input": 3,
    "mask_offset": 2.0,
}
CONVOLUTIONAL: dict[str, Any] = {
    "kind": "convolutional",
    "neuron_order": "drawn",
    "fully_connected": [24, 8],
    "skip_norm": False,
    "slope": 0.01,
}
PRINCIPAL: dict[str, Any] = {
    "kind": "principal",
    "latent": 5,
    "hidden": 16,
    "decoder_blocks": 1,
    "head_blocks": 1,
    "probes_per_input": 4,
    "mask_offset": 2.0,
}
KINDS = {
    "principal": PRINCIPAL,
    "functional": FUNCTIONAL,
    "weights": FUNCTIONAL | {"sees": "weights"},
    "convolutional": CONVOLUTIONAL,
}


def permuted(space: Space, networks: Tensor, together: bool = True) -> Tensor:
    """Rotates the slots of the first hidden layer; not `together`: only the weights that arrive there."""
    plan = layout(space, 2)
    changed = networks.clone()
    sections = {name: plan.view(networks, name) for name in plan.sections}
    sections["weights_1"] = sections["weights_1"].roll(1, dims=1)
    if together:
        sections["weights_2"] = sections["weights_2"].roll(1, dims=2)
        if space.bias:
            sections["bias_1"] = sections["bias_1"].roll(1, dims=1)
        for name in ("masks", "choices"):
            if name in sections:
                first = sections[name][:, :1].roll(1, dims=2)
                sections[name] = torch.cat([first, sections[name][:, 1:]], dim=1)
    for name, section in plan.sections.items():
        changed[:, section.start : section.stop] = sections[name].flatten(1)
    return changed


def draw(space: Space, depth: int, count: int, seed: int) -> Tensor:
    """Packed random networks `[count, P]`, most neurons active, weights uniform over the space's range."""
    plan = layout(space, depth)
    generator = torch.Generator().manual_seed(seed)

    def rand(*shape: int) -> Tensor:
        return torch.rand(count, *shape, generator=generator)

    neurons = (depth, space.max_width)
    several = len(space.activations) > 1
    parameters = (rand(plan.parameters) * 2 - 1) * space.weight_range
    choices = rand(*neurons, len(space.activations)) if several else None
    return harden(Decoded(space, depth, parameters, rand(*neurons) - 0.2, choices))


def draw_all(space: Space, count: int, seed: int) -> dict[int, Tensor]:
    """`count` networks of each of the space's depths."""
    return {depth: draw(space, depth, count, seed + depth) for depth in space.depths}
