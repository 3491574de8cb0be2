"""What an encoder and its decoders promise together, and how a decoded network becomes a hard one.

Letters as in mlp/layout.py; Z dimensions of the latent space; D the space's depths.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..mlp.layout import layout
from ..mlp.space import Space


@dataclass(frozen=True)
class Target:
    """What B networks should compute, before the output's activation: values [B, O, S], or [1, O, S] for all,
    on probes [S, I].
    """

    probes: Tensor
    values: Tensor


@dataclass(frozen=True)
class Decoded:
    """B decoded networks of one depth, before anybody decided how soft their masks are.

    parameters [B, W]: weights and biases in the space's own scale, masks not applied.
    mask_logits [B, L, N]: above 0 the neuron is active.
    choice_logits [B, L, N, A]: a neuron's activation is the largest; None where A = 1.
    target: what the output layer is yet to be fitted to (output_layer.py); None: it is decoded as the others.
    """

    space: Space
    depth: int
    parameters: Tensor
    mask_logits: Tensor
    choice_logits: Tensor | None
    target: Target | None = None

    def take(self, rows: Tensor) -> Decoded:
        """Some of the networks, by their indices."""
        choices = None if self.choice_logits is None else self.choice_logits[rows]
        target = self.target
        if target is not None and len(target.values) > 1:
            target = Target(target.probes, target.values[rows])
        return Decoded(self.space, self.depth, self.parameters[rows], self.mask_logits[rows], choices, target)


class Autoencoder(nn.Module, ABC):
    """One encoder of every depth, one latent space, one decoder a depth."""

    # Names of the buffers that are measured on random networks before training.
    measured: tuple[str, ...] = ()

    def __init__(self, space: Space, latent: int) -> None:
        super().__init__()
        self.space = space
        self.latent = latent
        # In training: whether what a point decodes to depends on the other points of its batch.
        self.depends_on_batch = False

    def measure(self, networks: Mapping[int, Tensor]) -> None:
        """Measures what has to be known of random networks `[B_d, P_d]` by depth before training."""

    @abstractmethod
    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, Z]`, in ascending order of depth."""

    @abstractmethod
    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]` -> what all decoders share, `[B, H]`."""

    @abstractmethod
    def head(self, h: Tensor, depth: int) -> Decoded:
        """What `spread` gave, `[B, H]` -> B networks of `depth` hidden layers."""

    def decode(self, z: Tensor, depth: int) -> Decoded:
        """`z [B, Z]` -> B networks of `depth` hidden layers."""
        return self.head(self.spread(z), depth)

    def decode_all(self, z: Tensor) -> list[Decoded]:
        """`z [B, Z]` -> B networks of each of the space's depths, in the space's order."""
        h = self.spread(z)
        return [self.head(h, depth) for depth in self.space.depths]


def decoded(space: Space, depth: int, packed: Tensor) -> Decoded:
    """What a decoder gave, `packed [B, P]`: parameters, mask logits, then choice logits; in float32."""
    plan, packed = layout(space, depth), packed.float()
    choices = plan.view(packed, "choices") if "choices" in plan.sections else None
    return Decoded(space, depth, packed[:, : plan.parameters], plan.view(packed, "masks"), choices)


def one_hot(logits: Tensor) -> Tensor:
    """1 at the largest of the last dimension, 0 elsewhere; of equals, at one of them. No gradient passes."""
    best = logits.detach().argmax(dim=-1, keepdim=True)
    return torch.zeros_like(logits).scatter_(-1, best, 1.0)
