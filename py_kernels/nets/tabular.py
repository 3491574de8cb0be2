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
from .cells import HEADS
from .functional import Residual
from .pair import Autoencoder, Decoded, decoded
from .reader import LEAST_DECAY, MOST_DECAY, Answer, Reader
from .ridge import ridge_with_bias

# Points at which a network answers, uniform in [-1, 1].
PROBES = 128
LEAST_SPREAD = 1e-6
# Second-order steps that end a reading; in training one is enough.
SETTLINGS = 3
# Mask and choice logits of what is decoded: every neuron is there, and its activation is settled.
SURE = 5.0


class Tabular(Autoencoder):
    """z: the columns' parts [I, 1 + U], the neurons' [K, U], and an output layer [K + 2] a depth.

    Of a column: what is kept of its coefficient in the line, and how neurons may weigh it. Decoders make
    hidden layers of these by products: weight of neuron k for column c = neuron k's part times c's. Columns
    that a table lacks are zeros. Output layers are ridge regressions on the rows, with a decay that is read,
    too. Raises ValueError for a space without one linear output, biases, tanh and linear neurons.
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
        self.reader = Reader(hidden, cells, layers, slots, unit, self.bent)
        self.decay = nn.Linear(hidden, len(space.depths))
        nn.init.zeros_(self.decay.weight)
        nn.init.zeros_(self.decay.bias)
        # Of later layers, the same for each: a neuron's code moves on from layer to layer.
        self.to_later, self.from_before = nn.Linear(unit, unit), nn.Linear(unit, unit)
        self.later_line, self.later_bias = nn.Linear(unit, 1), nn.Linear(unit, 1)
        self.onwards = Residual(unit, 2 * unit)

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
        return self.read_on(x, y, counts, SETTLINGS)[0]

    def read_on(self, x: Tensor, y: Tensor, counts: Tensor, settlings: int) -> tuple[Tensor, list[Answer]]:
        """`read`, with so many steps in its end, and what the reader would have answered on its way.

        Those are networks of one hidden layer, the last of them that of the point.
        """
        x, y = standard(x, counts)[0], standard(y[..., None], counts)[0][..., 0]
        slots, answers = self.reader(x, y, counts, settlings)
        missing = self.space.inputs - x.shape[2]
        of_columns = nn.functional.pad(answers[-1].columns, (0, 0, 0, missing))
        neurons = answers[-1].neurons[:, : self.bent]
        decays = self.decay(slots[:, -1]).float().clamp(LEAST_DECAY, MOST_DECAY).exp()
        with torch.autocast(x.device.type, enabled=False):
            filled = nn.functional.pad(x, (0, missing))
            emitted = [self.emitted(filled, neurons, of_columns, depth) for depth in self.space.depths]
            outputs = [
                ridge_with_bias(each, y, counts, decays[:, d]).weights for d, each in enumerate(emitted)
            ]
        return torch.cat([of_columns.flatten(1), neurons.flatten(1), *outputs], dim=1), answers

    def emitted(self, x: Tensor, neurons: Tensor, columns: Tensor, depth: int) -> Tensor:
        """What the last hidden layer answers to x [B, S, I]: `[B, S, K + 1]`, the linear neuron last."""
        weights, biases = self.reader.first.weights(neurons, columns)
        line = x @ columns[..., :1]
        h = torch.cat([torch.tanh(x @ weights.mT + biases[:, None]), line], dim=2)
        for weights, biases in self._later(neurons, depth):
            h = torch.cat([torch.tanh(h @ weights.mT + biases[:, None]), line], dim=2)
        return h

    def emits(self, z: Tensor, x: Tensor, depth: int) -> Tensor:
        """`emitted` of the networks of `depth` at `z [B, Z]` to x [B, S, C], in the units of the point."""
        columns, neurons, _ = self._parts(z)
        filled = nn.functional.pad(x, (0, self.space.inputs - x.shape[2]))
        return self.emitted(filled, neurons, columns, depth)

    def answers(self, z: Tensor, x: Tensor, depth: int) -> Tensor:
        """Of the networks of `depth` at `z [B, Z]` to x [B, S, C], in the units of the point: `[B, S]`."""
        output = self._parts(z)[2][:, self.space.depths.index(depth)]
        return (self.emits(z, x, depth) @ output[:, :-1, None])[..., 0] + output[:, -1:]

    def spread(self, z: Tensor) -> Tensor:
        """`z [B, Z]`, as it is: decoders share it whole."""
        return z

    def head(self, h: Tensor, depth: int) -> Decoded:
        """`h [B, Z]` -> B networks of `depth` hidden layers, in the units of the point."""
        columns, neurons, outputs = self._parts(h)
        plan, bent, space = layout(self.space, depth), self.bent, self.space
        pieces: dict[str, Tensor] = {}
        weights, biases = self.reader.first.weights(neurons, columns)
        pieces["weights_1"] = torch.cat([weights, columns[..., 0][:, None]], dim=1)
        pieces["bias_1"] = nn.functional.pad(biases, (0, 1))
        for k, (weights, biases) in enumerate(self._later(neurons, depth), start=2):
            through = nn.functional.pad(torch.ones_like(weights[:, :1, :1]), (bent, 0))
            pieces[f"weights_{k}"] = torch.cat([weights, through], dim=1)
            pieces[f"bias_{k}"] = nn.functional.pad(biases, (0, 1))
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

    def _later(self, neurons: Tensor, depth: int) -> list[tuple[Tensor, Tensor]]:
        """Weights `[B, K, K + 1]` and biases `[B, K]` of bent neurons in layers 2 to `depth`.

        A neuron begins as the one below it: what it adds to that is learned.
        """
        found, codes = [], neurons
        same = torch.eye(self.bent, device=neurons.device)
        for _ in range(depth - 1):
            weights = same + self.to_later(codes) @ self.from_before(codes).mT / self.unit**0.5
            weights = torch.cat([weights, self.later_line(codes)], dim=2)
            found.append((weights, self.later_bias(codes)[..., 0]))
            codes = self.onwards(codes)
        return found


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


def _check(space: Space, hidden: int, slots: int) -> None:
    if hidden % HEADS:
        raise ValueError(f"hidden is a multiple of {HEADS}, not {hidden}")
    if space.outputs != 1 or not space.bias or space.output_activation != "linear":
        raise ValueError("an autoencoder of tables needs a space of one linear output, with biases")
    if not {"tanh", "linear"}.issubset(space.activations):
        raise ValueError("an autoencoder of tables needs tanh and linear neurons")
    if space.max_width < 2 or slots < space.max_width:
        raise ValueError(f"an autoencoder of tables needs max_width from 2 to its slots, {slots}")
