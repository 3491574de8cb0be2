"""Masks and choices of activation in training: soft at first, then hard.

Letters as in mlp/layout.py. The networks that are measured and handed out are always hard (nets/pair.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ..mlp.batch import Networks, fold
from ..nets import Decoded, fit_output, one_hot


@dataclass(frozen=True)
class Gate:
    """How logits act: `hard` or soft forward; with or without `gradient`, which is the soft one's.

    gain: factor of the logits in the soft gate; ever larger, it becomes the hard one.
    """

    hard: bool
    gradient: bool
    gain: float


def gate(masks: str, harden_gain: float, harden_fraction: float, progress: float) -> Gate:
    """The gate of `training.masks` after the fraction `progress` of training.

    harden: the gain rises linearly from 1 to `harden_gain` at `harden_fraction`; then hard, with
    straight-through gradients. soft, straight_through: gain 1 throughout. dead: hard, no gradient, as in
    the authors' code.
    """
    if masks == "harden":
        if progress < harden_fraction:
            return Gate(False, True, 1 + (harden_gain - 1) * progress / harden_fraction)
        return Gate(True, True, harden_gain)
    if masks == "soft":
        return Gate(False, True, 1)
    if masks == "straight_through":
        return Gate(True, True, 1)
    if masks == "dead":
        return Gate(True, False, 1)
    raise ValueError(f"no way of masking is called {masks!r}")


def apply(decoded: Decoded, how: Gate) -> Networks:
    """Decoded networks as the gate has them, ready to evaluate; differentiable as it says.

    Output layers that are fitted count as constants.
    """
    masks, choices = gated(decoded, how)
    fitted = fit_output(decoded, masks, choices, through=False)
    return fold(decoded.space, decoded.depth, fitted.parameters, masks, choices)


def gated(decoded: Decoded, how: Gate) -> tuple[Tensor, Tensor | None]:
    """Masks `[B, L, N]` and choices `[B, L, N, A]` (None where A = 1) as the gate has them."""
    masks = _gated(decoded.mask_logits > 0, torch.sigmoid(how.gain * decoded.mask_logits), how)
    logits = decoded.choice_logits
    if logits is None:
        return masks, None
    return masks, _gated(one_hot(logits), torch.softmax(how.gain * logits, dim=-1), how)


def _gated(hard: Tensor, soft: Tensor, how: Gate) -> Tensor:
    """`hard` or `soft`, of one shape; a hard one passes the gradient of `soft` straight through, or none."""
    if not how.hard:
        return soft
    if not how.gradient:
        return hard.to(soft.dtype)
    # The difference first: hard + (soft - soft) is exactly hard, hard - soft + soft is not.
    return hard + (soft - soft.detach())
