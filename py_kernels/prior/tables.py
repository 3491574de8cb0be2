"""Tables of random networks' answers: rows with noise to read, and fresh ones without to be judged by.

Letters as in mlp/layout.py; B tables, a network each; S rows, T fresh ones; C columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import torch
from torch import Generator, Tensor

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from ..nets import ridge
from . import inputs

# How much more some columns matter than others: spread of the logarithm, least and most; most that tell
# nothing: a share.
LEAST_RELEVANCE, MOST_RELEVANCE, MOST_IDLE = 0.4, 2.2, 0.6
# What arrives at a first neuron: its standard deviation, about, without the bias.
GAIN = (0.5, 6.0)
# Share of networks whose neurons are all bent; those of the others are as they are drawn.
BENT = 0.6
# Share of tables with a straight line added, and the middle of its size.
WITH_LINE, LINE = 0.4, 0.6
# Share of networks that lose their straight part, some of it or all: humps and steps are seldom drawn.
WITHOUT_LINE = 0.35
LINE_RIDGE = 1.0
# A function of less spread is a constant: its table is noise alone.
LEAST_SPREAD = 1e-3
# Share of tables whose noise is now small, now large, and the spread of its logarithm.
UNEVEN, UNEVENNESS = 0.25, 0.7
# Share of tables of two classes, 1 and -1, and how far from the middle what parts them may be.
CLASSES, THRESHOLD = 0.2, 1.0
# Deviations beyond which inputs and answers of fresh rows are drawn in: single ones would decide a loss.
MOST_INPUT, MOST_ANSWER = 6.0, 20.0


@dataclass(frozen=True)
class Tables:
    """x [B, S, C] and y [B, S], with noise; fresh [B, T, C] and truth [B, T], without.

    Columns and targets have mean 0 and variance 1 in the rows.
    """

    x: Tensor
    y: Tensor
    fresh: Tensor
    truth: Tensor


def draw(
    space: Space, networks: Mapping[int, Tensor], tables: Mapping[str, Any], generator: Generator
) -> Tables:
    """A table for each of the packed `networks [B_d, P_d]` by depth, in ascending order of depth.

    tables: the pipeline's `training.tables`. All have the same numbers of rows and columns, which are drawn,
    too. Of a network's inputs the first C are columns, scaled by how much they matter.
    """
    rows = round(_between(tables["rows"], generator))
    most = min(space.inputs, max(1, tables["cells"] // rows))
    columns = min(most, round(_between(tables["columns"], generator)))
    number, fresh = sum(len(packed) for packed in networks.values()), tables["fresh_rows"]
    x = inputs.draw(number, rows + fresh, columns, generator)
    x = (x - x[:, :rows].mean(1, keepdim=True)) / _spread(x[:, :rows])
    x = x.clamp(-MOST_INPUT, MOST_INPUT)
    y = _functions(space, networks, x, generator)
    noisy, truth = _observed(y, rows, _each(number, tables["noise"], generator), generator)
    mean, deviation = noisy.mean(1, keepdim=True), _spread(noisy)
    truth = ((truth - mean) / deviation).clamp(-MOST_ANSWER, MOST_ANSWER)
    return Tables(x[:, :rows], (noisy - mean) / deviation, x[:, rows:], truth)


def _observed(y: Tensor, rows: int, noise: Tensor, generator: Generator) -> tuple[Tensor, Tensor]:
    """Of functions' values y [B, S + T] what is seen of the first `rows`, and what is meant by the others.

    noise [B, 1]: its standard deviation. Of classes, 1 or -1, their mean is meant.
    """
    number, device = len(y), y.device

    def uniform() -> Tensor:
        return torch.rand(number, 1, generator=generator, device=device)

    def normal() -> Tensor:
        return torch.randn(number, rows, generator=generator, device=device)

    missed = noise * normal()
    size = torch.exp(UNEVENNESS * normal() - UNEVENNESS**2)
    known, fresh = y[:, :rows], y[:, rows:]
    noisy = known + missed * torch.where(uniform() < UNEVEN, size, 1)
    part = THRESHOLD * (2 * uniform() - 1) * (1 + noise.square()).sqrt()
    side = torch.where(known + missed > part, 1.0, -1.0)
    chance = 2 * torch.special.ndtr((fresh - part) / noise) - 1
    of_classes = uniform() < CLASSES
    return torch.where(of_classes, side, noisy), torch.where(of_classes, chance, fresh)


def _functions(space: Space, networks: Mapping[int, Tensor], x: Tensor, generator: Generator) -> Tensor:
    """Answers `[B, S]` to x [B, S, C], of mean 0 and variance 1: of networks, some with a line beside."""
    number, columns = len(x), x.shape[2]
    device = x.device
    relevance = torch.rand(number, 1, generator=generator, device=device)
    relevance = LEAST_RELEVANCE + (MOST_RELEVANCE - LEAST_RELEVANCE) * relevance
    matter = (relevance * torch.randn(number, columns, generator=generator, device=device)).exp()
    idle = MOST_IDLE * torch.rand(number, 1, generator=generator, device=device)
    matter = matter * (torch.rand(number, columns, generator=generator, device=device) >= idle)
    matter = matter / matter.square().sum(1, keepdim=True).sqrt().clamp_min(LEAST_SPREAD)
    gain = _each(number, GAIN, generator)
    seen = torch.nn.functional.pad(x * (matter * gain)[:, None], (0, space.inputs - columns))
    answers, first = [], 0
    for depth in sorted(networks):
        packed = _bent(space, depth, networks[depth], generator)
        part = seen[first : first + len(packed)]
        first += len(packed)
        answers.append(predict(unpack(space, depth, packed), part)[:, 0])
    slopes = matter * torch.randn(number, columns, generator=generator, device=device)
    line = _unit((x @ slopes[..., None])[..., 0])
    size = LINE * torch.randn(number, 1, generator=generator, device=device).exp()
    has_line = torch.rand(number, 1, generator=generator, device=device) < WITH_LINE
    y = _unit(torch.cat(answers))
    loses = torch.rand(number, 1, generator=generator, device=device)
    lost = torch.where(loses < WITHOUT_LINE, loses / WITHOUT_LINE, 0).sqrt() * _straight(x, y)
    return _unit(_unit(y - lost) + has_line * size * line)


def _straight(x: Tensor, y: Tensor) -> Tensor:
    """The straight line through y [B, S] at x [B, S, C]: `[B, S]`."""
    x = x - x.mean(1, keepdim=True)
    decay = torch.full_like(y[:, 0], LINE_RIDGE)
    return (x @ ridge(x, y, torch.ones_like(y), decay)[..., None])[..., 0]


def _bent(space: Space, depth: int, packed: Tensor, generator: Generator) -> Tensor:
    """Some of the networks `packed [B, P]` with tanh in every neuron."""
    packed = packed.to(generator.device, copy=True)
    choices = layout(space, depth).view(packed, "choices")
    bent = torch.rand(len(packed), 1, 1, 1, generator=generator, device=packed.device) < BENT
    tanh = torch.tensor([name == "tanh" for name in space.activations], device=packed.device)
    choices.copy_(torch.where(bent, tanh.to(packed), choices))
    return packed


def _unit(y: Tensor) -> Tensor:
    """y [B, S] with mean 0 and variance 1; 0 where it hardly varies."""
    y = y - y.mean(1, keepdim=True)
    spread = y.std(1, keepdim=True)
    return torch.where(spread > LEAST_SPREAD, y / spread.clamp_min(LEAST_SPREAD), 0)


def _spread(values: Tensor) -> Tensor:
    """Standard deviations over dimension 1, kept; 1 where there is none."""
    spread = values.std(1, keepdim=True)
    return torch.where(spread > LEAST_SPREAD, spread, 1)


def _between(bounds: Sequence[float], generator: Generator) -> float:
    """Log-uniform."""
    least, most = bounds
    share = torch.rand((), generator=generator, device=generator.device).item()
    return float(least * (most / least) ** share)


def _each(number: int, bounds: Sequence[float], generator: Generator) -> Tensor:
    """Log-uniform, `[B, 1]`."""
    least, most = bounds
    share = torch.rand(number, 1, generator=generator, device=generator.device)
    return (log(least) + log(most / least) * share).exp()
