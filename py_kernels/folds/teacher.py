"""A teacher that knows functions before it sees a row: the mean of random networks given the rows.

Endlessly wide networks of one hidden layer with normal weights are a Gaussian process; that of the error
function, all but tanh, has its covariance in closed form (Williams, Neural Computation 10, 1998). Its
conditional mean at points between the rows and a little beside them is what a small network is fitted to
beside the rows: distillation (Bucila, Caruana and Niculescu-Mizil, 2006) from the prior that networks are
drawn from. How wide its weights are for each input, how much of it is a straight line, and how large the
noise is, the evidence of the rows says. Every view has a teacher of its own, whose answers rest on the view's
rows alone; only where the climb of its evidence begins, a few steps away, do all rows say.

V views; S rows; M points; I inputs; everything in float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi

import torch
from torch import Tensor

from .lesson import Lesson
from .views import Views

# Points at which a teacher is asked.
POINTS = 128
# Steps of Adam that the evidence is climbed: by all rows, then by each view from there.
STEPS, OWN_STEPS, RATE = 60, 12, 0.12
# What is likely before a row is seen: logarithms of the standard deviations of the first weights for each
# input, of biases, of the networks' answers, of the line's slopes, of the noise; and how wide that is.
LIKELY = {"weights": log(0.7), "bias": log(0.7), "bent": log(1.5), "line": log(0.5), "noise": log(0.3)}
SPREAD = {"weights": 1.0, "bias": 0.7, "bent": 0.8, "line": 1.0, "noise": 1.2}
# Of the noise's variance, and of a row that a view lacks: as good as unknown.
LEAST_NOISE, UNKNOWN = 1e-6, 1e6
# How far beside a row points lie, in the spread of its input.
BESIDE = 0.15


def taught(views: Views, weight: float, generator: torch.Generator) -> Lesson:
    """The rows of one table, and beside them points at which each view's teacher answers: of one number.

    Together the points of a view count `weight` times what its rows count.
    """
    points = _points(views.x[0], generator)
    answers = teach(views, points)
    share = weight * views.counts.sum(1, keepdim=True) / len(points)
    return Lesson(
        torch.cat((views.x[0], points))[None],
        torch.cat((views.target.expand(views.number, -1, -1), answers[:, None]), dim=2),
        torch.cat((views.counts, share.expand(-1, len(points)).to(views.counts)), dim=1),
    )


@torch.no_grad()
def teach(views: Views, points: Tensor) -> Tensor:
    """What the teacher of each view answers at `points [M, I]`: `[V, M]`, float32."""
    x, y = views.x[0].double(), views.y[0, :, 0].double()
    counts = views.counts.double()
    first = _climb(x, y, counts[:1], _Prior.likely(1, x.shape[1], x.device), STEPS)
    prior = _climb(x, y, counts, first.repeated(len(counts)), OWN_STEPS)
    _, offset, weights = _solved(x, y, counts, prior)
    across = prior.covariance(points.double(), x)
    return (offset[:, None] + (across @ weights[:, :, None])[:, :, 0]).float()


@dataclass(frozen=True)
class _Prior:
    """Logarithms of standard deviations: weights [V, I], line [V, I], bias, bent, noise [V, 1]."""

    weights: Tensor
    line: Tensor
    bias: Tensor
    bent: Tensor
    noise: Tensor

    @staticmethod
    def likely(views: int, inputs: int, device: torch.device) -> _Prior:
        def full(name: str, width: int) -> Tensor:
            return torch.full((views, width), LIKELY[name], dtype=torch.float64, device=device)

        return _Prior(
            full("weights", inputs), full("line", inputs), full("bias", 1), full("bent", 1), full("noise", 1)
        )

    @property
    def parts(self) -> dict[str, Tensor]:
        return dict(vars(self))

    def repeated(self, views: int) -> _Prior:
        return _Prior(**{name: part.repeat(views, 1) for name, part in self.parts.items()})

    def variance(self) -> Tensor:
        """Of the noise, `[V, 1]`."""
        return (2 * self.noise).exp() + LEAST_NOISE

    def unlikely(self) -> Tensor:
        """Minus the logarithm of what was likely before, `[V]`, up to a constant."""
        terms = [
            ((part - LIKELY[name]) / SPREAD[name]).square().sum(1) / 2 for name, part in self.parts.items()
        ]
        return torch.stack(terms).sum(0)

    def covariance(self, a: Tensor, b: Tensor) -> Tensor:
        """Of answers at `a [A, I]` and `b [B, I]`, `[V, A, B]`."""
        wide, bias = (2 * self.weights).exp()[:, None], (2 * self.bias).exp()[:, :, None]
        product = 2 * ((a * wide) @ b.T + bias)
        left = 1 + 2 * ((a.square() * wide).sum(2)[:, :, None] + bias)
        right = 1 + 2 * ((b.square() * wide).sum(2)[:, None, :] + bias)
        bent = (2 / pi) * torch.asin((product / (left * right).sqrt()).clamp(-1 + 1e-9, 1 - 1e-9))
        line = (a * (2 * self.line).exp()[:, None]) @ b.T
        return (2 * self.bent).exp()[:, :, None] * bent + line


def _climb(x: Tensor, y: Tensor, counts: Tensor, prior: _Prior, steps: int) -> _Prior:
    """The prior under which each view's rows are likelier, from `prior` on."""
    parts = {name: part.clone().requires_grad_() for name, part in prior.parts.items()}
    adam = torch.optim.Adam(parts.values(), lr=RATE)
    for _ in range(steps):
        with torch.enable_grad():
            each = _Prior(**parts)
            badness = (_unlikely(x, y, counts, each) + each.unlikely()).sum()
            for part, slope in zip(
                parts.values(), torch.autograd.grad(badness, [*parts.values()]), strict=True
            ):
                part.grad = slope
        adam.step()
    return _Prior(**{name: part.detach() for name, part in parts.items()})


def _unlikely(x: Tensor, y: Tensor, counts: Tensor, prior: _Prior) -> Tensor:
    """Minus the logarithm of the evidence, `[V]`, up to a constant; rows that a view lacks add one."""
    factor, offset, weights = _solved(x, y, counts, prior)
    misfit = ((y - offset[:, None]) * weights).sum(1) / 2
    spread = factor.diagonal(dim1=1, dim2=2).log()
    return misfit + (spread * (counts > 0)).sum(1)


def _solved(x: Tensor, y: Tensor, counts: Tensor, prior: _Prior) -> tuple[Tensor, Tensor, Tensor]:
    """Cholesky's factor `[V, S, S]`, the rows' mean `[V]`, and the weight of each row `[V, S]`."""
    noise = prior.variance() / counts.clamp_min(1 / UNKNOWN)
    known = torch.where(counts > 0, noise, UNKNOWN)
    offset = (counts * y).sum(1) / counts.sum(1)
    matrix = prior.covariance(x, x) + torch.diag_embed(known)
    factor = torch.linalg.cholesky(matrix)
    error = (y - offset[:, None])[:, :, None]
    return factor, offset, torch.cholesky_solve(error, factor)[:, :, 0]


def _points(x: Tensor, generator: torch.Generator) -> Tensor:
    """Where inputs are likely, `[POINTS, I]`: near a mixture of two rows, or on the line between them."""
    rows = torch.randint(len(x), (2, POINTS), generator=generator, device=x.device)
    draw = torch.rand(POINTS, 1, generator=generator, device=x.device)
    between = x[rows[0]] + draw * (x[rows[1]] - x[rows[0]])
    swap = torch.rand(POINTS, x.shape[1], generator=generator, device=x.device) < 0.5
    mixed = torch.where(swap, x[rows[0]], x[rows[1]])
    jitter = torch.randn(mixed.shape, generator=generator, device=x.device) * x.std(0, correction=0)
    half = torch.arange(POINTS, device=x.device)[:, None] % 2 == 0
    return torch.where(half, between, mixed) + BESIDE * jitter
