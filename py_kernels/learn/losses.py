"""Losses over the decoders, one term a function; each gives one number, the mean over networks.

Letters: D decoders, B networks. Errors are mean squared errors over outputs and samples (the paper sums: a
constant factor). Variances are the networks' own, about each output's mean.
"""

from __future__ import annotations

import torch
from torch import Tensor


def p_2(errors: Tensor) -> Tensor:
    """Equation 2 with p = 2: the 2-norm over decoders of `errors [D, B]`."""
    norms: Tensor = torch.linalg.vector_norm(errors, ord=2, dim=0)
    return norms.mean()


def p_minus_2(errors: Tensor, floor: float) -> Tensor:
    """Equation 2 with p = -2 on `errors [D, B]`; `floor` is added to each error, which may be 0.

    Computed relative to the least error, so that no power leaves the range of float32.
    """
    raised = errors + floor
    least = raised.amin(dim=0)
    return (least * (least / raised).square().sum(dim=0).rsqrt()).mean()


def minimum(errors: Tensor) -> Tensor:
    """Equation 3: the error of the best decoder of `errors [D, B]`."""
    return errors.amin(dim=0).mean()


def mse(errors: Tensor) -> Tensor:
    """Mean over `errors [D, B]`: all decoders count alike, and networks by the size of what they give."""
    return errors.mean()


def fvu(errors: Tensor, variances: Tensor) -> Tensor:
    """Fraction of variance unexplained, mean over `errors [D, B]`; `variances [B]` above 0."""
    return (errors / variances).mean()


def log_fvu(errors: Tensor, variances: Tensor, floor: float) -> Tensor:
    """Mean over `errors [D, B]` of log(FVU + floor); `variances [B]` above 0."""
    return (errors / variances + floor).log().mean()


def annealed(errors: Tensor, variances: Tensor, floor: float, progress: float) -> Tensor:
    """From log_fvu over all decoders of `errors [D, B]` (progress 0) to that of the best one (progress 1)."""
    logs = (errors / variances + floor).log()
    return ((1 - progress) * logs.mean(dim=0) + progress * logs.amin(dim=0)).mean()


def structure(mask_logits: Tensor, masks: Tensor) -> Tensor:
    """Mean square of the difference in the share of active neurons a layer, `[B, L, N]` both."""
    return (mask_logits.sigmoid().mean(dim=2) - masks.mean(dim=2)).square().mean()


def steepness(parameters: Tensor, weight_range: float) -> Tensor:
    """Mean square of decoded weights `parameters [B, W]` in units of `weight_range`."""
    return (parameters / weight_range).square().mean()
