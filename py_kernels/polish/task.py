"""What counts as an error, and how it bends: squares of numbers, log-likelihoods of classes.

Letters as in mlp/layout.py; B networks; S rows; R neurons whose slopes are asked.
"""

from __future__ import annotations

from typing import Protocol

from torch import Tensor
from torch.nn.functional import log_softmax, softplus

# Of a probability's variance: keeps curvature from vanishing where a network is sure.
LEAST_VARIANCE = 1e-6


class Task(Protocol):
    """Twice the negative logarithm of the likelihood as a loss, up to a constant, and its derivatives.

    Answers are `[B, O, S]`; targets `[B or 1, O, S]`. noise_is_known: whether the likelihood has no variance
    of its own to be found.
    """

    name: str
    noise_is_known: bool

    def loss(self, answers: Tensor, target: Tensor) -> Tensor:
        """`[B, S]`."""

    def gradient(self, answers: Tensor, target: Tensor) -> Tensor:
        """Half the derivative of the loss by the answers, `[B, O, S]`."""

    def bend(self, slopes: list[Tensor], answers: Tensor) -> list[Tensor]:
        """Slopes `[B, R, S]` of each output by R quantities -> as many whose outer products, summed, are half
        the loss' second derivative by them (Gauss and Newton's part of it)."""


class Squares:
    """Squared errors: normal noise of unknown variance."""

    name, noise_is_known = "squares", False

    def loss(self, answers: Tensor, target: Tensor) -> Tensor:
        return (answers - target).square().sum(1)

    def gradient(self, answers: Tensor, target: Tensor) -> Tensor:
        return answers - target

    def bend(self, slopes: list[Tensor], answers: Tensor) -> list[Tensor]:
        return slopes


class Logistic:
    """Two classes: one answer, the logarithm of the odds; the target is 0 or 1."""

    name, noise_is_known = "logistic", True

    def loss(self, answers: Tensor, target: Tensor) -> Tensor:
        return 2 * (softplus(answers) - target * answers).sum(1)

    def gradient(self, answers: Tensor, target: Tensor) -> Tensor:
        return answers.sigmoid() - target

    def bend(self, slopes: list[Tensor], answers: Tensor) -> list[Tensor]:
        share = answers.sigmoid()
        return [slopes[0] * (share * (1 - share)).clamp_min(LEAST_VARIANCE).sqrt()]


class Softmax:
    """Several classes: an answer each, logarithms of their shares; the target is 1 for one and 0 for others.

    With shares p the curvature diag(p) - p p^T is B B^T, B = (I - p 1^T) diag(sqrt(p)).
    """

    name, noise_is_known = "softmax", True

    def loss(self, answers: Tensor, target: Tensor) -> Tensor:
        return -2 * (target * log_softmax(answers, dim=1)).sum(1)

    def gradient(self, answers: Tensor, target: Tensor) -> Tensor:
        return answers.softmax(1) - target

    def bend(self, slopes: list[Tensor], answers: Tensor) -> list[Tensor]:
        share = answers.softmax(1)[:, :, None]
        mean = sum(slopes[o] * share[:, o] for o in range(len(slopes)))
        return [(slope - mean) * share[:, o].sqrt() for o, slope in enumerate(slopes)]


SQUARES = Squares()
TASKS: dict[str, Task] = {task.name: task for task in (SQUARES, Logistic(), Softmax())}
