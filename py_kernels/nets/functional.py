"""The autoencoder that encodes a network by its function: its outputs on fixed probe points.

Letters as in mlp/layout.py; Z dimensions of the latent space; S probe points; H hidden width.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from ..mlp.batch import Networks, unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from .pair import Autoencoder, Decoded, decoded
from .signals import Signals

# 2 ** 16: with it every number of inputs that the schema allows has a probes_per_input that fits.
MOST_PROBES = 65_536
# Keeps the logarithm and the division finite for a network that gives 0 everywhere.
SMALLEST_ROOT_MEAN_SQUARE = 1e-6
# First decoded networks are then nearly the same and flat. From torch's own first weights their errors are
# hundreds of times the variance, and a short training spends itself on that: after 76,800 networks (one seed)
# hard FVU at depths 1 to 4 was .10 / .24 / .40 / .72 with a scale of 1, .08 / .21 / .32 / .42 with this one.
FIRST_HEAD_SCALE = 0.1


class Residual(nn.Module):
    """h + linear(GELU(linear(norm(h)))), `[..., H]` -> `[..., H]`; `wide` numbers between the two."""

    def __init__(self, hidden: int, wide: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(hidden, wide)
        self.outer = nn.Linear(wide, hidden)

    def forward(self, h: Tensor) -> Tensor:
        result: Tensor = h + self.outer(nn.functional.gelu(self.inner(self.norm(h))))
        return result


class Functional(Autoencoder):
    """Outputs on probe points -> H -> residual blocks -> z -> H -> residual blocks -> a head a depth.

    Two networks with the same function have the same embedding, whatever their shapes. Where the encoder sees
    weights instead (`sees`), those that differ in the order of their neurons do.
    """

    probes: Tensor

    def __init__(
        self,
        space: Space,
        sees: str,
        latent: int,
        hidden: int,
        encoder_blocks: int,
        decoder_blocks: int,
        probes_per_input: int,
        mask_offset: float,
    ) -> None:
        super().__init__(space, latent)
        self.register_buffer("probes", even_grid(space.inputs, probes_per_input), persistent=False)
        self.signals = Signals(space) if sees == "weights" else None
        features = self.signals.features if self.signals else space.outputs * (len(self.probes) + 1)
        self.encoder = nn.Sequential(
            nn.Linear(features, hidden),
            *(Residual(hidden, hidden) for _ in range(encoder_blocks)),
            nn.Linear(hidden, latent),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latent, hidden), *(Residual(hidden, hidden) for _ in range(decoder_blocks))
        )
        self.heads = nn.ModuleDict(
            {
                str(depth): nn.Sequential(
                    Residual(hidden, hidden), last_layer(hidden, layout(space, depth).size)
                )
                for depth in space.depths
            }
        )
        for depth in space.depths:
            scale, offset = packed_range(space, depth, mask_offset)
            self.register_buffer(f"scale_{depth}", scale, persistent=False)
            self.register_buffer(f"offset_{depth}", offset, persistent=False)

    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, Z]`, in ascending order of depth."""
        if self.signals is not None:
            features = self.signals(networks)
        else:
            parts = [self._outputs(unpack(self.space, depth, networks[depth])) for depth in sorted(networks)]
            features = torch.cat(parts)
        z: Tensor = self.encoder(features)
        return z

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]` -> `[B, H]`, shared by the decoders."""
        h: Tensor = self.decoder(z)
        return h

    def head(self, h: Tensor, depth: int) -> Decoded:
        """`h [B, H]` -> B networks of `depth` hidden layers."""
        scale, offset = self.get_buffer(f"scale_{depth}"), self.get_buffer(f"offset_{depth}")
        return decoded(self.space, depth, torch.addcmul(offset, self.heads[str(depth)](h).float(), scale))

    def _outputs(self, networks: Networks) -> Tensor:
        """Outputs over their root mean square, and its logarithm: `[B, O * (S + 1)]`, each output for itself.

        Where the output is a sigmoid its logits are taken, which a saturated output would hide.
        """
        space = replace(networks.space, output_activation="linear")
        with torch.no_grad(), torch.autocast(self.probes.device.type, enabled=False):
            outputs = predict(replace(networks, space=space), self.probes)
            scale = outputs.square().mean(dim=2, keepdim=True).sqrt().clamp_min(SMALLEST_ROOT_MEAN_SQUARE)
            return torch.cat([outputs / scale, scale.log()], dim=2).flatten(1)


def packed_range(space: Space, depth: int, mask_offset: float) -> tuple[Tensor, Tensor]:
    """From a head's numbers to packed ones: `number * scale + offset`, two `[P]`."""
    plan = layout(space, depth)
    scale, offset = torch.ones(plan.size), torch.zeros(plan.size)
    scale[: plan.parameters] = space.weight_range
    plan.view(offset, "masks")[:] = mask_offset
    return scale, offset


def last_layer(hidden: int, size: int) -> nn.Linear:
    """The layer that gives a network's numbers; first weights small, biases that tell neurons apart."""
    layer = nn.Linear(hidden, size)
    with torch.no_grad():
        layer.weight.mul_(FIRST_HEAD_SCALE)
    return layer


def even_grid(inputs: int, values: int) -> Tensor:
    """All combinations of `values` even steps in [-1, 1] for each input: `[values ** inputs, inputs]`.

    Raises ValueError where those are more than MOST_PROBES.
    """
    if values**inputs > MOST_PROBES:
        raise ValueError(
            f"probes_per_input {values} with {inputs} inputs makes {values**inputs} probe points, "
            f"more than {MOST_PROBES}: lower probes_per_input"
        )
    return torch.cartesian_prod(*[torch.linspace(-1, 1, values)] * inputs).reshape(-1, inputs)
