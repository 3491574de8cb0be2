"""Ridge regression of tables, their rows weighed by counts, and what it leaves of a row that it has not seen.

B tables; S rows; C columns; F features; L decays. Targets have mean 0, or a free bias.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

# Decays among which a line's is found, over one row's squared error.
LINE_DECAYS = torch.logspace(-1, 3.5, 16)
# Of a row's answer, what others have at least: with less what it would leave unseen is not to be told.
LEAST_FREE = 1e-3
TINY = 1e-9
# Of a matrix' own size: by so much more it is held, so that rounding leaves it definite.
SMALL = 1e-6
# Of logistic regression: Newton's steps, and the least variance that a row's class is taken to have.
STEPS, LEAST_VARIANCE = 8, 0.02
# By which the bias stays finite where there is one class alone.
BIAS_DECAY = 0.01


@dataclass(frozen=True)
class Output:
    """weights [B, F + 1], the bias last; answers [B, S] to the rows; leverage [B, S]: what each row, counted
    once, has of its own answer."""

    weights: Tensor
    answers: Tensor
    leverage: Tensor


def solved(squares: Tensor, decay: Tensor, known: Tensor) -> Tensor:
    """The solution `[B, F, N]` of squares [B, F, F] with decay [B] added, for known [B, F, N]."""
    decay = decay + SMALL * squares.diagonal(dim1=1, dim2=2).mean(1)
    held = squares + decay[:, None, None] * torch.eye(squares.shape[1], device=squares.device)
    factor, _ = torch.linalg.cholesky_ex(held)
    return torch.cholesky_solve(known, factor)


def ridge(x: Tensor, y: Tensor, counts: Tensor, decay: Tensor) -> Tensor:
    """Coefficients `[B, C]` of y [B, S] on x [B, S, C] without intercept; decay [B] of their squares."""
    weighed = x.mT * counts[:, None]
    return solved(weighed @ x, decay, weighed @ y[..., None])[..., 0]


@torch.no_grad()
def line(x: Tensor, y: Tensor, counts: Tensor) -> Tensor:
    """Coefficients `[B, C]` of y [B, S] on x [B, S, C], both of mean 0: the mean over decays, each by the
    likelihood of the errors of rows that are left out."""
    number = counts.sum(1, keepdim=True)
    weighed = x.mT * counts[:, None]
    values, vectors = torch.linalg.eigh(weighed @ x)
    held = values.clamp_min(0)[:, None] + LINE_DECAYS.to(x)[None, :, None]
    along = (vectors.mT @ (weighed @ y[..., None]))[..., 0]
    seen = x @ vectors
    misses = y[:, None] - (along[:, None] / held) @ seen.mT
    leverage = (1 / held) @ seen.square().mT + 1 / number[..., None]
    left_out = misses / (1 - leverage).clamp_min(LEAST_FREE)
    errors = (counts[:, None] * left_out.square()).sum(2) / number
    chance = (-0.5 * number * (errors + TINY).log()).softmax(1)
    mixed = (chance[..., None] * along[:, None] / held).sum(1)
    coefficients: Tensor = (vectors @ mixed[..., None])[..., 0]
    return coefficients


def ridge_with_bias(emitted: Tensor, y: Tensor, counts: Tensor, decay: Tensor) -> Output:
    """Ridge regression of y [B, S] on emitted [B, S, F] with a free bias; decay [B]."""
    number = counts.sum(1, keepdim=True)
    share = counts / number
    mean, middle = share[:, None] @ emitted, (share * y).sum(1, keepdim=True)
    centred = emitted - mean
    weighed = centred.mT * counts[:, None]
    known = torch.cat([weighed @ (y - middle)[..., None], centred.mT], dim=2)
    found = solved(weighed @ centred, decay, known)
    weights = found[..., 0]
    leverage = (found[..., 1:].mT * centred).sum(2) + 1 / number
    answers = (centred @ weights[..., None])[..., 0] + middle
    bias = middle - (mean[:, 0] * weights).sum(1, keepdim=True)
    return Output(torch.cat([weights, bias], dim=1), answers, leverage)


def log_odds(emitted: Tensor, y: Tensor, counts: Tensor, decay: Tensor) -> Tensor:
    """Weights and, last, the bias, `[B, F + 1]`, of logistic regression of y [B, S], 0 or 1, on emitted
    [B, S, F]; decay [B] of the squared weights."""
    share = counts / counts.sum(1, keepdim=True)
    mean = share[:, None] @ emitted
    x = torch.cat([emitted - mean, torch.ones_like(emitted[..., :1])], dim=2)
    free = torch.full_like(decay[:, None], BIAS_DECAY)
    held = torch.cat([decay[:, None].expand(-1, emitted.shape[2]), free], dim=1)
    weights = x.new_zeros(len(x), x.shape[2])
    for _ in range(STEPS):
        chance = (x @ weights[..., None])[..., 0].sigmoid()
        variance = counts * (chance * (1 - chance)).clamp_min(LEAST_VARIANCE)
        squares = (x.mT * variance[:, None]) @ x + torch.diag_embed(held)
        gradient = x.mT @ (counts * (y - chance))[..., None] - (held * weights)[..., None]
        weights = weights + solved(squares, torch.zeros_like(decay), gradient)[..., 0]
    bias = weights[:, -1:] - (mean[:, 0] * weights[:, :-1]).sum(1, keepdim=True)
    return torch.cat([weights[:, :-1], bias], dim=1)
