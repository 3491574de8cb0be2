"""Reads a table: its rows and columns, whatever their order and number, into a vector a column and slots.

B tables; S rows; C columns; H width of what a row, a column and a slot are known by; E width of a cell;
M slots, the first K of which are neurons; U numbers of a neuron or column; R channels of a row.

Every layer decodes the neurons as they are by then, fits their output to the rows, and shows what it leaves:
boosting, with a learned step. What a row counts is its weight in every mean: a doubled row weighs twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import torch
from torch import Tensor, nn

from .cells import Cells, Look
from .first import First
from .functional import Residual
from .newton import steps
from .ridge import LEAST_FREE, line, ridge_with_bias

# Of the standard deviation of y: what residuals are brought to one size by, where nothing is left.
LEAST_RESIDUAL = 1e-3
# Logarithms of the decay of an output layer's squared weights, over one row's squared error.
LEAST_DECAY, MOST_DECAY = -4.0, 5.0
# Second-order steps that end the reading: what they are held by for each squared number of a code, over one
# row's squared error, and how far a number goes.
DAMPINGS, LONGEST = (0.3, 3.0, 30.0), 2.0
# Numbers of the whole table, of a row, of a neuron and of a column that layers are shown.
FACTS, OF_ROW, OF_SLOT, OF_COLUMN = 6, 5, 3, 2
# Channels of a row beside its two residuals, which neurons and columns see through their gradients.
LEARNED = 2
CHANNELS = 2 + LEARNED


@dataclass(frozen=True)
class Table:
    """x [B, S, C], y [B, S], of mean 0 and variance 1 by counts [B, S]; share: counts of sum 1; the line."""

    x: Tensor
    y: Tensor
    counts: Tensor
    share: Tensor
    line: Tensor


@dataclass(frozen=True)
class Answer:
    """A network of one hidden layer on its way: codes, weights [B, M, C], biases [B, M], output [B, K + 2],
    which was fitted with decay [B]."""

    neurons: Tensor
    columns: Tensor
    weights: Tensor
    biases: Tensor
    output: Tensor
    decay: Tensor

    def to(self, x: Tensor) -> Tensor:
        """What it answers to x [B, S, C]: `[B, S]`."""
        return (self.emitted(x) @ self.output[:, :-1, None])[..., 0] + self.output[:, -1:]

    def emitted(self, x: Tensor) -> Tensor:
        """What its hidden layer says to x [B, S, C]: `[B, S, K + 1]`, the line last."""
        bent = self.output.shape[1] - 2
        said = torch.tanh(x @ self.weights[:, :bent].mT + self.biases[:, None, :bent])
        return torch.cat([said, x @ self.columns[..., :1]], dim=2)


@dataclass(frozen=True)
class Seen:
    """What an answer does to the rows: what slots say [B, S, M], the answers and what they leave [B, S].

    leverage [B, S]: what each row, counted once, has of its own answer. left, unseen: residuals, of rows
    as they are fitted and of each left out, over the size of the latter;
    sizes [B, 2]: of both.
    """

    answer: Answer
    said: Tensor
    answers: Tensor
    leverage: Tensor
    left: Tensor
    unseen: Tensor
    sizes: Tensor


class Layer(nn.Module):
    """Rows, columns and slots by what the answer so far leaves; rows and columns by their cells."""

    def __init__(self, hidden: int, cells: int, unit: int) -> None:
        super().__init__()
        self.cells, self.look = Cells(hidden, cells), Look(hidden)
        self.of_row, self.facts = nn.Linear(OF_ROW, hidden), nn.Linear(FACTS, hidden)
        self.norm_rows, self.norm_slots = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.told = nn.Linear(hidden, hidden)
        self.values = nn.Linear(hidden, hidden + LEARNED)
        self.to_slot = nn.Linear(2 * hidden + 2 * CHANNELS * unit + OF_SLOT, hidden)
        self.to_column = nn.Linear(CHANNELS * unit, hidden)
        self.rows, self.columns, self.slots = (Residual(hidden, 2 * hidden) for _ in range(3))

    def forward(
        self, table: Table, seen: Seen, rows: Tensor, columns: Tensor, slots: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        told = seen.said @ self.told(self.norm_slots(slots)) / seen.said.shape[2] ** 0.5
        rows = rows + self.of_row(_of_rows(table, seen)) + told
        rows, columns = self.cells(table.x, table.share, rows, columns)
        values, channels = self.values(self.norm_rows(rows)).split([rows.shape[2], LEARNED], dim=2)
        channels = torch.cat([seen.left[..., None], seen.unseen[..., None], channels], dim=2)
        to_slots, to_columns = self._gradients(table, seen, channels)
        shown = torch.cat([seen.said, 1 - seen.said.square()], dim=2) * table.share[..., None]
        gathered = (shown.mT @ values).view(len(values), 2, -1, values.shape[2]).transpose(1, 2).flatten(2)
        slots = slots + self.to_slot(torch.cat([gathered, to_slots, _of_slots(table, seen)], dim=2))
        slots = slots + self.facts(_facts(table, seen))[:, None]
        columns = columns + self.to_column(to_columns)
        slots = self.slots(self.look(slots, torch.cat([columns, slots], dim=1)))
        return self.rows(rows), self.columns(columns), slots

    def _gradients(self, table: Table, seen: Seen, channels: Tensor) -> tuple[Tensor, Tensor]:
        """Of the mean over rows of what slots say times each channel [B, S, R]: by the slots' codes, alone
        and times their output weight, `[B, M, 2 R U]`, and by the columns' `[B, C, R U]`."""
        answer = seen.answer
        slopes = (1 - seen.said.square()) * table.share[..., None]
        each = (slopes[..., None] * channels[:, :, None]).flatten(2)
        by_weights = (each.mT @ table.x).view(len(each), -1, CHANNELS, table.x.shape[2])
        by_neurons = (by_weights @ answer.columns[:, None, :, 1:]).flatten(2)
        weighed = _leaving(answer)[..., None] * by_neurons
        by_columns = torch.einsum("bmrc,bmu->bcru", by_weights, answer.neurons).flatten(2)
        return torch.cat([by_neurons, weighed], dim=2), by_columns


class Reader(nn.Module):
    """A table -> columns and slots, and the answer of each layer and of the end."""

    def __init__(self, hidden: int, cells: int, layers: int, slots: int, unit: int, bent: int) -> None:
        super().__init__()
        self.bent = bent
        self.row, self.column = nn.Linear(1, hidden), nn.Linear(OF_COLUMN, hidden)
        self.slot = nn.Parameter(torch.randn(slots, hidden) / 2)
        self.first, self.decay = First(hidden, unit), nn.Linear(hidden, 1)
        nn.init.zeros_(self.decay.weight)
        nn.init.zeros_(self.decay.bias)
        self.layers = nn.ModuleList(Layer(hidden, cells, unit) for _ in range(layers))

    def forward(self, x: Tensor, y: Tensor, counts: Tensor, settlings: int) -> tuple[Tensor, list[Answer]]:
        """x [B, S, C], y [B, S], of mean 0 and variance 1 by counts [B, S] -> slots [B, M, H], answers.

        settlings: second-order steps that end the reading.
        """
        number = counts.sum(1, keepdim=True)
        with torch.autocast(x.device.type, enabled=False):
            table = Table(x, y, counts, counts / number, line(x, y, counts))
            together = (x.mT @ (counts * y)[..., None])[..., 0] / number
        rows = self.row(y[..., None])
        columns = self.column(torch.stack([table.line, together], dim=2))
        slots = self.slot.expand(len(x), -1, -1)
        answers = []
        for layer in self.layers:
            seen = self.seen(table, *self._codes(table, columns, slots))
            answers.append(seen.answer)
            rows, columns, slots = layer(table, seen, rows, columns, slots)
        seen = self.seen(table, *self._codes(table, columns, slots))
        answers.append(seen.answer)
        for _ in range(settlings):
            seen = self._settled(table, seen)
            answers.append(seen.answer)
        return slots, answers

    def _settled(self, table: Table, seen: Seen) -> Seen:
        """After a second-order step of the neurons' codes: of some dampings, and of none, what errs least on
        rows that are left out. A step counts as a constant: no gradient passes through it."""
        answer = seen.answer
        with torch.no_grad(), torch.autocast(table.x.device.type, enabled=False):
            steps, errors = [torch.zeros_like(answer.neurons)], [_unseen(table, seen, 0)]
            for step, leverage in self._steps(table, seen):
                after = self.seen(table, answer.neurons + step, answer.columns, answer.decay)
                steps.append(step)
                errors.append(_unseen(table, after, leverage))
            best = torch.stack(errors, dim=1).nan_to_num(torch.inf).argmin(1)
            step = torch.stack(steps, dim=1)[torch.arange(len(best), device=best.device), best]
        return self.seen(table, answer.neurons + step, answer.columns, answer.decay)

    def _codes(self, table: Table, columns: Tensor, slots: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The slots as neurons' codes, the columns', and the decay of the output layer [B]."""
        decay = self.decay(slots[:, -1]).float()[:, 0].clamp(LEAST_DECAY, MOST_DECAY).exp()
        return *self.first.codes(slots, columns, table.line), decay

    def seen(self, table: Table, neurons: Tensor, codes: Tensor, decay: Tensor) -> Seen:
        """Neurons of these codes, with the output layer that fits the rows."""
        with torch.autocast(table.x.device.type, enabled=False):
            weights, biases = self.first.weights(neurons, codes)
            said = torch.tanh(table.x @ weights.mT + biases[:, None])
            emitted = torch.cat([said[..., : self.bent], table.x @ codes[..., :1]], dim=2)
            output = ridge_with_bias(emitted, table.y, table.counts, decay)
            left = table.y - output.answers
            unseen = left / (1 - output.leverage).clamp_min(LEAST_FREE)
            squares = [(table.share * each.square()).sum(1, keepdim=True) for each in (left, unseen)]
            sizes = torch.cat([(each + LEAST_RESIDUAL**2).sqrt() for each in squares], dim=1)
            size = sizes[:, 1:]
        answer = Answer(neurons, codes, weights, biases, output.weights, decay)
        return Seen(answer, said, output.answers, output.leverage, left / size, unseen / size, sizes)

    def _steps(self, table: Table, seen: Seen) -> list[tuple[Tensor, Tensor]]:
        """Second-order steps of the slots' codes, one a damping, `[B, M, U]` each, none of them long; and
        what they add to the rows' leverage [B, S]."""
        answer, bent = seen.answer, self.bent
        straight = table.x @ answer.columns[..., :1]
        emitted = torch.cat([seen.said[..., :bent], straight], dim=2)
        slopes = (1 - seen.said[..., :bent].square()) * answer.output[:, None, :bent]
        projected = table.x @ answer.columns[..., 1:] / self.first.unit**0.5 + self.first.bias.weight
        left = table.y - seen.answers
        found = steps(slopes, projected, emitted, left, table.counts, answer.decay, DAMPINGS)
        missing = answer.neurons.shape[1] - bent
        return [
            (nn.functional.pad(step.clamp(-LONGEST, LONGEST), (0, 0, 0, missing)), leverage)
            for step, leverage in found
        ]


def _unseen(table: Table, seen: Seen, leverage: Tensor | float) -> Tensor:
    """The mean squared error of rows that are left out, `[B]`, where so much is added to their leverage."""
    free = (1 - seen.leverage - leverage).clamp_min(LEAST_FREE)
    return (table.share * ((table.y - seen.answers) / free).square()).sum(1)


def _of_rows(table: Table, seen: Seen) -> Tensor:
    return torch.stack(
        [table.y, seen.answers, table.y - seen.answers, seen.left, seen.unseen.clamp(-6, 6)], dim=2
    )


def _leaving(answer: Answer) -> Tensor:
    """Weights from each slot to the output, `[B, M]`; 0 of slots that are no neurons."""
    missing = answer.neurons.shape[1] - (answer.output.shape[1] - 2)
    return nn.functional.pad(answer.output[:, :-2], (0, missing))


def _of_slots(table: Table, seen: Seen) -> Tensor:
    mean = (table.share[:, None] @ seen.said)[:, 0]
    square = (table.share[:, None] @ seen.said.square())[:, 0]
    return torch.stack([_leaving(seen.answer), mean, (square - mean.square()).clamp_min(0)], dim=2)


def _facts(table: Table, seen: Seen) -> Tensor:
    number, sizes = table.counts.sum(1, keepdim=True), seen.sizes
    width = torch.full_like(number, log(table.x.shape[2]) / log(8))
    logs = sizes.log()
    return torch.cat([number.log() / log(150), width, sizes, logs / 2], dim=1)
