"""The autoencoder whose latent points are functions: principal components of outputs on probe points.

Letters as in mlp/layout.py; Z dimensions of the latent space; S probe points; K = Z - O components; H hidden
width.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt

import torch
from torch import Tensor, nn

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from .functional import Residual, even_grid, last_layer, packed_range
from .output_layer import at_one_scale
from .pair import Autoencoder, Decoded, Target, decoded
from .regression import Posterior, interpolation, posterior

# Of its root mean square: the least variation of a function that is made out.
LEAST_VARIATION = 1e-5
SMALLEST_VARIATION = 1e-9
# From components as they are (0) to all of one size (1/2): large ones count for more, small ones are seen.
WHITENING = 0.25
LEAST_SPECTRUM = 1e-6
# How near to 0 or 1 an output of data is taken to be at most, before its logit is.
SATURATION = 1e-4
# Logits of sigmoid outputs are squashed into (-SQUASH, SQUASH): saturated ones differ by much and mean alike.
SQUASH = 2.0
MOST_LOGIT = 100.0
# Eigenvectors of a matrix of this size take a minute.
MOST_VALUES = 4096


class Principal(Autoencoder):
    """Outputs on probe points -> their mean and principal components, which are z -> hidden layers.

    The encoder is linear in what a network computes before the output's activation, squashed where that is a
    sigmoid: the distance of two points is the root mean square of the difference of their functions. A point
    says what function is meant, so the decoders learn hidden layers alone; output layers are fitted
    (output_layer.py).
    """

    probes: Tensor
    basis: Tensor
    spectrum: Tensor
    measured = ("basis", "spectrum")

    def __init__(
        self,
        space: Space,
        latent: int,
        hidden: int,
        decoder_blocks: int,
        head_blocks: int,
        probes_per_input: int,
        mask_offset: float,
    ) -> None:
        super().__init__(space, latent)
        self.hidden = hidden
        self.probes_per_input = probes_per_input
        self.register_buffer("probes", even_grid(space.inputs, probes_per_input), persistent=False)
        values, components = space.outputs * len(self.probes), latent - space.outputs
        if values > MOST_VALUES:
            raise ValueError(
                f"probes_per_input {probes_per_input} makes {values} values a network, "
                f"more than {MOST_VALUES}: lower probes_per_input"
            )
        if not 1 <= components <= values:
            raise ValueError(
                f"latent {latent} makes {components} components of {values} values ({space.outputs} a probe "
                f"point): choose a latent from {space.outputs + 1} to {space.outputs + values}"
            )
        self.register_buffer("basis", torch.eye(values, components))
        # Variances of the components of a function of variation 1.
        self.register_buffer("spectrum", torch.full((components,), 1 / components))
        self.trunk = nn.Sequential(
            nn.Linear(components + 2 * space.outputs, hidden),
            *(Residual(hidden, hidden) for _ in range(decoder_blocks)),
        )
        self.heads = nn.ModuleDict(
            {
                str(depth): nn.Sequential(
                    *(Residual(hidden, hidden) for _ in range(head_blocks)),
                    last_layer(hidden, layout(space, depth).size),
                )
                for depth in space.depths
            }
        )
        for depth in space.depths:
            scale, offset = packed_range(space, depth, mask_offset)
            self.register_buffer(f"scale_{depth}", scale, persistent=False)
            self.register_buffer(f"offset_{depth}", offset, persistent=False)

    @torch.no_grad()
    def measure(self, networks: Mapping[int, Tensor]) -> None:
        """Takes the principal components of the functions of `networks [B_d, P_d]`, each of variation 1."""
        functions = self._functions(networks)
        shapes = functions - functions.mean(dim=2, keepdim=True)
        shapes = (shapes / _variation(functions, shapes)).flatten(1).double()
        spectrum, vectors = torch.linalg.eigh(shapes.T @ shapes / len(shapes))
        # Ascending; a vector's sign is free: its largest entry is positive, so that machines agree.
        vectors, spectrum = vectors.flip(1)[:, : self.basis.shape[1]], spectrum.flip(0)[: self.basis.shape[1]]
        largest = vectors.gather(0, vectors.abs().argmax(dim=0, keepdim=True))
        self.basis.copy_(vectors * largest.sign())
        self.spectrum.copy_(spectrum / len(self.probes))

    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, Z]`, in ascending order of depth."""
        with torch.autocast(self.basis.device.type, enabled=False):
            functions = self._functions(networks)
            mean = functions.mean(dim=2)
            components = (functions - mean[:, :, None]).flatten(1) @ self.basis / sqrt(len(self.probes))
            return torch.cat([mean, components], dim=1)

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]` -> `[B, H + O * S]`: what the decoders share, and the function that is meant."""
        hidden, functions = self._shared(z)
        return torch.cat([hidden, functions.flatten(1)], dim=1)

    def _shared(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """`z [B, Z]` -> the two parts of `spread`, `[B, H]` and `[B, O, S]`."""
        with torch.autocast(self.basis.device.type, enabled=False):
            mean, components = z.float().tensor_split([self.space.outputs], dim=1)
            shapes = components @ self.basis.T * sqrt(len(self.probes))
            shapes = shapes.view(len(z), self.space.outputs, -1)
            functions = shapes + mean[:, :, None]
            variation = _variation(functions, shapes)
            if self.space.outputs == 1:
                # Components of components: the basis is orthonormal.
                shares = components * (sqrt(len(self.probes)) / variation[:, :, 0])
            else:
                shares = (shapes / variation).flatten(1) @ self.basis
            shares = shares * self._whitening()
            variation = variation[:, :, 0]
            features = torch.cat([shares, torch.asinh(mean / variation), variation.log()], dim=1)
        return self.trunk(features), functions

    def head(self, h: Tensor, depth: int) -> Decoded:
        """What `spread` gave -> B networks of `depth` hidden layers, output layers still to be fitted."""
        functions = h[:, self.hidden :].reshape(len(h), self.space.outputs, -1)
        return self._networks(h[:, : self.hidden], functions, depth)

    def decode_all(self, z: Tensor) -> list[Decoded]:
        """As by `head`, without slices of `spread`: their gradients are large, mostly 0, and one a depth."""
        hidden, functions = self._shared(z)
        return [self._networks(hidden, functions, depth) for depth in self.space.depths]

    def _networks(self, hidden: Tensor, functions: Tensor, depth: int) -> Decoded:
        """B networks from `hidden [B, H]`, meant to compute `functions [B, O, S]`."""
        scale, offset = self.get_buffer(f"scale_{depth}"), self.get_buffer(f"offset_{depth}")
        numbers = self.heads[str(depth)](hidden).float()
        # What networks compute is never in bfloat16: sums over a neuron's links would lose their digits.
        with torch.autocast(self.basis.device.type, enabled=False):
            packed = at_one_scale(self.space, depth, torch.addcmul(offset, numbers, scale))
            value = decoded(self.space, depth, packed)
            return replace(value, target=Target(self.probes, self._logits(functions)))

    def embed(self, x: Tensor, y: Tensor) -> Posterior:
        """The points that may have made the data `x [T, I]`, `y [T, 1]`, of a space of one output."""
        values = squash(torch.logit(y, eps=SATURATION)) if self.space.output_activation == "sigmoid" else y
        design = interpolation(x, self.probes_per_input) @ self.basis * sqrt(len(self.probes))
        return posterior(design, self.spectrum, values[:, 0])

    def target(self, x: Tensor, y: Tensor) -> Target:
        """The data `x [T, I]`, `y [T, O]` as what an output layer is fitted to, `values [1, O, T]`."""
        values = torch.logit(y, eps=SATURATION) if self.space.output_activation == "sigmoid" else y
        return Target(x, values.T[None])

    def _whitening(self) -> Tensor:
        """What the components are multiplied by before the decoders see them, `[K]`."""
        share = (self.spectrum / self.spectrum[0]).clamp_min(LEAST_SPECTRUM)
        return share**-WHITENING / (self.spectrum[0] * len(self.probes)).sqrt()

    def _functions(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Outputs before their activation, squashed where that is a sigmoid, `[sum of B_d, O, S]`."""
        linear = replace(self.space, output_activation="linear")
        with torch.no_grad():
            outputs = torch.cat(
                [predict(unpack(linear, depth, networks[depth]), self.probes) for depth in sorted(networks)]
            )
            return squash(outputs) if self.space.output_activation == "sigmoid" else outputs

    def _logits(self, functions: Tensor) -> Tensor:
        """What `_functions` gave, as outputs before their activation."""
        if self.space.output_activation != "sigmoid":
            return functions
        most = MOST_LOGIT / (1 + MOST_LOGIT / SQUASH)
        within = functions.clamp(-most, most)
        return within / (1 - within.abs() / SQUASH)


def squash(logits: Tensor) -> Tensor:
    """Any logits -> (-SQUASH, SQUASH), those near 0 as they are."""
    return logits / (1 + logits.abs() / SQUASH)


def _variation(functions: Tensor, shapes: Tensor) -> Tensor:
    """Root mean squares of `shapes [B, O, S]`, of `functions` without their means, `[B, O, 1]`; never 0."""
    size = functions.square().mean(dim=2, keepdim=True).sqrt()
    # The root of a square that may be 0 has no gradient there.
    spread = shapes.square().mean(dim=2, keepdim=True).clamp_min(SMALLEST_VARIATION**2).sqrt()
    return torch.maximum(spread, LEAST_VARIATION * size.detach())
