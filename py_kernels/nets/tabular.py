"""The autoencoder that reads tables: rows in, a latent point out, first layers column by column.

Letters as in mlp/layout.py; B tables; S rows; C columns, at most I; Z dimensions of the latent space;
K bent neurons a layer, beside a linear one, through which the line passes; U numbers of a neuron or column.

A network is read as the table of its own answers at fixed points: both say what function is meant.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from .pair import Autoencoder, Decoded, decoded
from .reader import HEADS, Reader, ridge

# Points at which a network answers, uniform in [-1, 1].
PROBES = 128
LEAST_SPREAD = 1e-6
# Logarithms of the decay of an output layer's squared weights, over one row's squared error.
LEAST_DECAY, MOST_DECAY = -4.0, 5.0
# Mask and choice logits of what is decoded: every neuron is there, and its activation is settled.
SURE = 5.0


class Tabular(Autoencoder):
    """z: the columns' parts [I, 1 + U], the neurons' [K, U], and an output layer [K + 2] a depth.

    Of a column: the line's coefficient, and how neurons may weigh it. Decoders make hidden layers of these by
    products: weight of neuron k for column c = neuron k's part, seen as a query, times c's. Columns that a
    table lacks are zeros. Output layers are ridge regressions on the rows, with a decay that is read, too.
    Raises ValueError for a space without one linear output, biases, tanh and linear neurons, or with more
    than two hidden layers.
    """

    probes: Tensor

    def __init__(self, space: Space, hidden: int, cells: int, layers: int, slots: int, unit: int) -> None:
        self.bent, self.unit = space.max_width - 1, unit
        self.parts = (space.inputs * (1 + unit), self.bent * unit, len(space.depths) * (self.bent + 2))
        super().__init__(space, sum(self.parts))
        _check(space, hidden, slots)
        generator = torch.Generator().manual_seed(0)
        self.register_buffer(
            "probes", 2 * torch.rand(PROBES, space.inputs, generator=generator) - 1, persistent=False
        )
        self.reader = Reader(hidden, cells, layers, slots)
        self.column, self.neuron = nn.Linear(hidden, unit), nn.Linear(hidden, unit)
        self.decay = nn.Linear(hidden, len(space.depths))
        nn.init.zeros_(self.decay.weight)
        nn.init.zeros_(self.decay.bias)
        self.first, self.first_bias = nn.Linear(unit, unit, bias=False), nn.Linear(unit, 1)
        self.to_second, self.from_first = nn.Linear(unit, unit), nn.Linear(unit, unit)
        self.second_line, self.second_bias = nn.Linear(unit, 1), nn.Linear(unit, 1)

    def encode(self, networks: Mapping[int, Tensor]) -> Tensor:
        """Packed networks `[B_d, P_d]` by depth -> `[sum of B_d, Z]`, in ascending order of depth.

        Of a network that is nearly constant the point is that of a table of noise.
        """
        answers = torch.cat(
            [predict(unpack(self.space, d, networks[d]), self.probes)[:, 0] for d in sorted(networks)]
        )
        x = self.probes.expand(len(answers), -1, -1)
        return self.read(x, answers, torch.ones_like(answers))

    def read(self, x: Tensor, y: Tensor, counts: Tensor) -> Tensor:
        """Tables x [B, S, C], y [B, S], a row as often as counts [B, S] says -> `[B, Z]`.

        The point is that of columns and target brought to mean 0 and variance 1 by these rows.
        """
        x, y = standard(x, counts)[0], standard(y[..., None], counts)[0][..., 0]
        columns, slots, line = self.reader(x, y, counts)
        missing = self.space.inputs - x.shape[2]
        of_columns = torch.cat([line[..., None], self.column(columns)], dim=2)
        of_columns = nn.functional.pad(of_columns, (0, 0, 0, missing))
        neurons = self.neuron(slots[:, : self.bent])
        decays = self.decay(slots[:, self.bent]).clamp(LEAST_DECAY, MOST_DECAY).exp()
        with torch.autocast(x.device.type, enabled=False):
            filled = nn.functional.pad(x, (0, missing))
            outputs = [
                output_layer(self.emitted(filled, neurons, of_columns, depth), y, counts, decays[:, d])
                for d, depth in enumerate(self.space.depths)
            ]
        return torch.cat([of_columns.flatten(1), neurons.flatten(1), *outputs], dim=1)

    def emitted(self, x: Tensor, neurons: Tensor, columns: Tensor, depth: int) -> Tensor:
        """What the last hidden layer answers to x [B, S, I]: `[B, S, K + 1]`, the linear neuron last."""
        weights, biases = self._first(neurons, columns)
        line = x @ columns[..., :1]
        h = torch.cat([torch.tanh(x @ weights.mT + biases[:, None]), line], dim=2)
        if depth == 1:
            return h
        weights, biases = self._second(neurons)
        return torch.cat([torch.tanh(h @ weights.mT + biases[:, None]), line], dim=2)

    def answers(self, z: Tensor, x: Tensor, depth: int) -> Tensor:
        """Of the networks of `depth` at `z [B, Z]` to x [B, S, C], in the units of the point: `[B, S]`."""
        columns, neurons, outputs = self._parts(z)
        filled = nn.functional.pad(x, (0, self.space.inputs - x.shape[2]))
        output = outputs[:, self.space.depths.index(depth)]
        return (self.emitted(filled, neurons, columns, depth) @ output[:, :-1, None])[..., 0] + output[:, -1:]

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]`, as it is: decoders share it whole."""
        return z

    def head(self, h: Tensor, depth: int) -> Decoded:
        """`h [B, Z]` -> B networks of `depth` hidden layers, in the units of the point."""
        columns, neurons, outputs = self._parts(h)
        plan, bent, space = layout(self.space, depth), self.bent, self.space
        pieces: dict[str, Tensor] = {}
        weights, biases = self._first(neurons, columns)
        pieces["weights_1"] = torch.cat([weights, columns[..., 0][:, None]], dim=1)
        pieces["bias_1"] = nn.functional.pad(biases, (0, 1))
        if depth == 2:
            weights, biases = self._second(neurons)
            through = nn.functional.pad(torch.ones_like(weights[:, :1, :1]), (bent, 0))
            pieces["weights_2"] = torch.cat([weights, through], dim=1)
            pieces["bias_2"] = nn.functional.pad(biases, (0, 1))
        output = outputs[:, space.depths.index(depth)]
        pieces[f"weights_{depth + 1}"], pieces[f"bias_{depth + 1}"] = output[:, None, :-1], output[:, -1:]
        pieces["masks"] = output.new_full((len(h), depth, bent + 1), SURE)
        kinds = [space.activations.index("tanh")] * bent + [space.activations.index("linear")]
        sure = SURE * nn.functional.one_hot(torch.tensor(kinds, device=h.device), len(space.activations))
        pieces["choices"] = sure.to(output).expand(len(h), depth, -1, -1)
        return decoded(space, depth, torch.cat([pieces[name].flatten(1) for name in plan.sections], dim=1))

    def _parts(self, z: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`z [B, Z]` -> columns [B, I, 1 + U], neurons [B, K, U], outputs [B, D, K + 2]."""
        columns, neurons, outputs = torch.split(z, list(self.parts), dim=1)
        return (
            columns.reshape(len(z), self.space.inputs, -1),
            neurons.reshape(len(z), self.bent, -1),
            outputs.reshape(len(z), len(self.space.depths), -1),
        )

    def _first(self, neurons: Tensor, columns: Tensor) -> tuple[Tensor, Tensor]:
        """Weights `[B, K, I]` and biases `[B, K]` of the first layer's bent neurons."""
        weights = self.first(neurons) @ columns[..., 1:].mT / self.unit**0.5
        return weights, self.first_bias(neurons)[..., 0]

    def _second(self, neurons: Tensor) -> tuple[Tensor, Tensor]:
        """Weights `[B, K, K + 1]` and biases `[B, K]` of the second layer's bent neurons."""
        queries = self.to_second(neurons)
        weights = queries @ self.from_first(neurons).mT / self.unit**0.5
        return torch.cat([weights, self.second_line(neurons)], dim=2), self.second_bias(neurons)[..., 0]


def standard(values: Tensor, counts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """values [B, S, C] with mean 0 and variance 1 by counts [B, S]; the means and deviations, `[B, 1, C]`.

    A column that does not vary is 0.
    """
    share = (counts / counts.sum(1, keepdim=True))[..., None]
    mean = (share * values).sum(1, keepdim=True)
    deviation = (share * (values - mean).square()).sum(1, keepdim=True).sqrt()
    varies = deviation > LEAST_SPREAD
    deviation = torch.where(varies, deviation, 1)
    return torch.where(varies, (values - mean) / deviation, 0), mean, deviation


def output_layer(emitted: Tensor, y: Tensor, counts: Tensor, decay: Tensor) -> Tensor:
    """Weights and, last, the bias, `[B, F + 1]`, of ridge regression of y [B, S] on emitted [B, S, F].

    decay [B]; the bias is free.
    """
    share = counts / counts.sum(1, keepdim=True)
    mean, middle = share[:, None] @ emitted, (share * y).sum(1, keepdim=True)
    weights = ridge(emitted - mean, y - middle, counts, decay)
    return torch.cat([weights, middle - (mean[:, 0] * weights).sum(1, keepdim=True)], dim=1)


def _check(space: Space, hidden: int, slots: int) -> None:
    if hidden % HEADS:
        raise ValueError(f"hidden is a multiple of {HEADS}, not {hidden}")
    if space.outputs != 1 or not space.bias or space.output_activation != "linear":
        raise ValueError("an autoencoder of tables needs a space of one linear output, with biases")
    if not {"tanh", "linear"}.issubset(space.activations) or not set(space.depths) <= {1, 2}:
        raise ValueError("an autoencoder of tables needs tanh and linear neurons, and depths 1 and 2 at most")
    if space.max_width < 2 or slots < space.max_width:
        raise ValueError(f"an autoencoder of tables needs max_width from 2 to its slots, {slots}")
