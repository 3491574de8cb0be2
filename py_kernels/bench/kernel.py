"""How fast decoded networks are evaluated: `python -m py_kernels.bench.kernel`.

One step is what training does for each source network: the squared error of one decoded network of every
depth, and the gradient of the best of them ("all forward, winner backward"). Implementations take turns, so
that another program's load falls on all of them; what is compared is medians. Winners are spread evenly over
the depths.

The roof is the time that the products and the sigmoids alone would take, one after the other, at the rates
that this processor reaches on registers. One forward pass of a network has W products a sample; its
gradient another W, and W less the first layer's for the errors of hidden neurons.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import torch
from torch import Tensor

from ..mlp.activations import activate
from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import backend, eager, fused, squared_error

SquaredError = Callable[[Networks, Tensor, Tensor], Tensor]
SPACE = Space(
    inputs=3,
    outputs=1,
    max_width=7,
    depths=(1, 2, 3, 4),
    bias=False,
    activations=("sigmoid",),
    output_activation="linear",
    leaky_slope=0.01,
    weight_range=10.0,
)


def eager_samples_first(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """As eager.squared_error, on `[B, S, neurons]` as one would first write it; sigmoid without biases."""
    plan = layout(networks.space, networks.depth)
    h = x.expand(networks.parameters.shape[0], -1, -1)
    for k in range(1, networks.depth + 2):
        h = torch.bmm(h, plan.view(networks.parameters, f"weights_{k}").transpose(1, 2))
        name = networks.space.output_activation if k == networks.depth + 1 else networks.space.activations[0]
        h = activate(name, h, networks.space.leaky_slope)
    return (h.transpose(1, 2) - y).square().sum(dim=(1, 2))


@dataclass(frozen=True)
class Problem:
    """Networks of each depth, and the rows of each depth that win."""

    batches: list[Networks]
    winners: list[Tensor]
    x: Tensor
    y: Tensor


def draw(networks: int, samples: int, generator: torch.Generator) -> Problem:
    """Dense networks, as decoders give them."""
    batches = []
    for depth in SPACE.depths:
        count = layout(SPACE, depth).parameters
        batches.append(Networks(SPACE, depth, torch.randn(networks, count, generator=generator) * 3, None))
    x = torch.rand(samples, SPACE.inputs, generator=generator) * 2 - 1
    y = torch.randn(networks, SPACE.outputs, samples, generator=generator)
    rows = torch.randperm(networks, generator=generator)
    return Problem(batches, list(rows.chunk(len(SPACE.depths))), x, y)


def forward_all(problem: Problem, operator: SquaredError) -> None:
    with torch.no_grad():
        for batch in problem.batches:
            operator(batch, problem.x, problem.y)


def winner_backward(problem: Problem, operator: SquaredError) -> None:
    for batch, rows in zip(problem.batches, problem.winners, strict=True):
        parameters = batch.parameters[rows].requires_grad_()
        won = Networks(batch.space, batch.depth, parameters, None)
        torch.autograd.backward(operator(won, problem.x, problem.y[rows]).sum())


def timed(work: Callable[[], None]) -> float:
    """Seconds: of processor time where there is one thread, so that other programs do not count."""
    clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
    start = clock()
    work()
    return clock() - start


def roof(problem: Problem, threads: int) -> tuple[float, float, float]:
    """Microseconds a source network of forward, backward, and a sigmoid's nanoseconds on one core."""
    assert fused.loaded is not None
    products, sigmoids = fused.loaded.rates()
    samples = problem.x.shape[0]
    forward = backward = 0.0
    for depth in SPACE.depths:
        weights = layout(SPACE, depth).parameters
        neurons = depth * SPACE.max_width
        one_pass = weights / products + neurons / sigmoids
        forward += one_pass
        first = SPACE.inputs * SPACE.max_width
        backward += (one_pass + (2 * weights - first) / products) / len(SPACE.depths)
    scale = samples / 1000 / threads
    return forward * scale, backward * scale, 1 / sigmoids


def measure(
    problem: Problem, rounds: int, operators: dict[str, SquaredError]
) -> dict[str, tuple[float, float]]:
    """Median microseconds a source network of both halves of a step, by operator."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in operators}
    for turn in range(rounds + 1):
        for name, operator in operators.items():
            forward = timed(lambda operator=operator: forward_all(problem, operator))  # type: ignore[misc]
            backward = timed(lambda operator=operator: winner_backward(problem, operator))  # type: ignore[misc]
            if turn:
                times[name].append((forward, backward))
    scale = 1e6 / problem.y.shape[0]
    return {
        name: (median(t[0] for t in taken) * scale, median(t[1] for t in taken) * scale)
        for name, taken in times.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=1024, help="source networks a step")
    parser.add_argument("--samples", type=int, default=1000, help="samples a network")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    problem = draw(options.networks, options.samples, torch.Generator().manual_seed(1))
    operators: dict[str, SquaredError] = {backend().name: squared_error}
    if backend().name != "eager":
        operators["eager [B, neurons, S]"] = eager.squared_error
    operators["eager [B, S, neurons]"] = eager_samples_first
    taken = measure(problem, options.rounds, operators)
    ours = sum(taken[backend().name])
    print(f"{options.networks} networks, {options.samples} samples, {options.threads} threads;", end=" ")
    print("us a source network")
    print(f"{'':24}{'forward':>10}{'winner':>10}{'step':>10}{'ratio':>10}")
    for name, (forward, backward) in taken.items():
        step = forward + backward
        print(f"{name:24}{forward:10.1f}{backward:10.1f}{step:10.1f}{step / ours:10.2f}")
    if fused.loaded is None:
        print(f"no fused kernel: {backend().reason}")
        return
    forward, backward, sigmoid = roof(problem, options.threads)
    step = forward + backward
    print(f"{'roof':24}{forward:10.1f}{backward:10.1f}{step:10.1f}{step / ours:10.2f}")
    print(f"a sigmoid takes {sigmoid:.2f} ns on one core, in registers")


if __name__ == "__main__":
    main()
