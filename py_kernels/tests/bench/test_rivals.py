"""What the kernel is compared with does the same work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from py_kernels.bench import kernel, matmul, rivals
from py_kernels.bench.rivals import SquaredError
from py_kernels.native import eager


@pytest.mark.parametrize("rival", [rivals.samples_first, rivals.vmapped])
def test_a_rival_gives_the_same_errors_and_gradients(rival: SquaredError) -> None:
    problem = kernel.draw(8, 5)
    for batch in problem.batches:
        expected = eager.squared_error(batch, problem.x, problem.y)
        torch.testing.assert_close(rival(batch, problem.x, problem.y, None), expected)
    theirs = kernel.winner_backward(problem, rival)
    ours = kernel.winner_backward(problem, eager.squared_error)
    assert len(ours) == 4
    for one, other in zip(theirs, ours, strict=True):
        torch.testing.assert_close(one, other)


def test_each_network_wins_once() -> None:
    problem = kernel.draw(10, 1)
    assert sorted(torch.cat(problem.winners).tolist()) == list(range(10))


def test_a_rival_that_cannot_run_says_why_and_the_others_are_measured() -> None:
    def broken(*_: object) -> Tensor:
        raise RuntimeError("no compiler\nand more")

    problem = kernel.draw(4, 2)
    assert kernel.warm(problem, {"broken": broken, "eager": eager.squared_error}) == {
        "broken": "RuntimeError: no compiler"
    }
    taken = kernel.measure(problem, 1, {"eager": eager.squared_error})
    assert taken["eager"].step > 0


def test_the_roof_falls_with_threads_and_rises_with_samples() -> None:
    rates = (20.0, 1.0)
    one = kernel.roof(rates, 1000, 1)
    assert kernel.roof(rates, 1000, 2).step == one.step / 2
    assert kernel.roof(rates, 3000, 1).step == pytest.approx(3 * one.step)
    # 28 + 77 + 126 + 175 products at 20 and 7 + 14 + 21 + 28 sigmoids at 1 a nanosecond, a thousand samples.
    assert one.forward == pytest.approx(406 / 20 + 70)


def test_training_a_linear_layer_takes_three_products_a_weight_and_the_first_two() -> None:
    layers: list[nn.Linear] = [nn.Linear(3, 5), nn.Linear(5, 2)]
    count: Callable[[list[nn.Linear]], int] = matmul.products
    assert count(layers) == 2 * 15 + 3 * 10
    assert matmul.linear_layers(nn.Sequential(layers[0], nn.GELU(), layers[1])) == layers
    assert matmul.rate(layers, 4, 1) > 0
