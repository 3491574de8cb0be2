"""Specification of the tasks: gradient and curvature are the loss's, and the loss is the likelihood's."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from py_kernels.polish.task import TASKS, Task

ROWS = 7


def answered(name: str) -> tuple[Task, Tensor, Tensor]:
    """A task, answers `[1, O, S]` and a target."""
    generator = torch.Generator().manual_seed(5)
    outputs = {"squares": 2, "logistic": 1, "softmax": 4}[name]
    answers = torch.randn(1, outputs, ROWS, generator=generator, dtype=torch.float64)
    if name == "squares":
        return TASKS[name], answers, torch.randn(1, outputs, ROWS, generator=generator, dtype=torch.float64)
    classes = torch.randint(max(2, outputs), (ROWS,), generator=generator)
    known = classes[None] if name == "logistic" else one_hot(classes, outputs).T
    return TASKS[name], answers, known[None].double()


@pytest.mark.parametrize("name", TASKS)
def test_the_gradient_is_half_the_derivative_of_the_loss(name: str) -> None:
    task, answers, target = answered(name)
    answers.requires_grad_()
    (slope,) = torch.autograd.grad(task.loss(answers, target).sum(), answers)
    torch.testing.assert_close(task.gradient(answers, target), slope / 2)


@pytest.mark.parametrize("name", TASKS)
def test_bent_slopes_make_half_the_second_derivative(name: str) -> None:
    task, answers, target = answered(name)
    outputs = answers.shape[1]
    # The slopes of the outputs by themselves: R = O.
    slopes = [torch.zeros_like(answers).index_fill(1, torch.tensor([o]), 1.0) for o in range(outputs)]
    bent = task.bend(slopes, answers)
    curvature = torch.stack([torch.einsum("bis,bjs->sij", each, each) for each in bent]).sum(0)
    for s in range(ROWS):

        def loss(row: Tensor, s: int = s) -> Tensor:
            return task.loss(row[None, :, None], target[:, :, s : s + 1]).sum()

        exact = torch.autograd.functional.hessian(loss, answers[0, :, s])  # type: ignore[no-untyped-call]  # torch: no types
        torch.testing.assert_close(curvature[s], exact / 2)


def test_the_loss_of_classes_is_twice_minus_the_logarithm_of_their_probability() -> None:
    task, answers, target = answered("softmax")
    probability = (answers.softmax(1) * target).sum(1)
    torch.testing.assert_close(task.loss(answers, target), -2 * probability.log())
    task, answers, target = answered("logistic")
    share = answers.sigmoid()[:, 0]
    probability = torch.where(target[:, 0] == 1, share, 1 - share)
    torch.testing.assert_close(task.loss(answers, target), -2 * probability.log())
