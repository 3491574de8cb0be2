"""Where second-order steps would lead the neurons of an answer: Gauss and Newton's, in the neurons' codes.

B tables; S rows; K bent neurons; U numbers of a neuron.

Their output weights are fitted again after any step, so that only what these cannot make up for counts
(variable projection: Kaufman 1975).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from .ridge import solved


def steps(
    slopes: Tensor,
    projected: Tensor,
    emitted: Tensor,
    left: Tensor,
    counts: Tensor,
    decay: Tensor,
    dampings: Sequence[float],
) -> list[tuple[Tensor, Tensor]]:
    """Steps of codes, one for each damping, `[B, K, U]`; and what each row, counted once, has of
    its own answer by the step, `[B, S]`.

    slopes [B, S, K]: of the answer by what enters each neuron; projected [B, S, U]: what enters it by its
    code; emitted [B, S, F]: the features of the output, fitted with decay [B]; left [B, S]: residuals.
    """
    number = counts.sum(1, keepdim=True)[..., None]
    weighed = counts[..., None]
    by_codes = (slopes[..., None] * projected[:, :, None]).flatten(2)
    by_codes = by_codes - (weighed * by_codes).sum(1, keepdim=True) / number
    features = emitted - (weighed * emitted).sum(1, keepdim=True) / number
    made_up = solved(features.mT @ (weighed * features), decay, features.mT @ (weighed * by_codes))
    by_codes = by_codes - features @ made_up
    squares, gradient = by_codes.mT @ (weighed * by_codes), by_codes.mT @ (weighed * left[..., None])
    found = []
    for damping in dampings:
        known = torch.cat([gradient, by_codes.mT], dim=2)
        moved = solved(squares, torch.full_like(decay, damping), known)
        leverage = (moved[..., 1:].mT * by_codes).sum(2)
        found.append((moved[..., 0].view(len(moved), slopes.shape[2], -1), leverage))
    return found
