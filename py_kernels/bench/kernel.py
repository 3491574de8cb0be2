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
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import backend, eager, fused, squared_error
from . import rivals
from .rivals import SquaredError
from .row import Row, add_json_option, show

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
# Of tables with many columns, and fewer of these networks at a time.
WIDE = replace(SPACE, inputs=32, max_width=16, depths=(1, 2, 3), bias=True)
WIDE_NETWORKS = 256
# A small batch, in which what a call costs besides arithmetic shows.
FEW_NETWORKS, FEW_TURNS = 64, 8
US = "us/network"
OURS = "native"
# By the names of their rows.
RIVALS: Mapping[str, SquaredError] = {
    "eager_bns": eager.squared_error,
    "eager_bsn": rivals.samples_first,
    "vmap": rivals.vmapped,
    "inductor": rivals.inductor,
}


@dataclass(frozen=True)
class Problem:
    """Networks of each depth, and the rows of each depth that win."""

    batches: list[Networks]
    winners: list[Tensor]
    x: Tensor
    y: Tensor


def draw(networks: int, samples: int, space: Space = SPACE) -> Problem:
    """Dense networks, as decoders give them; with more inputs the weights are smaller."""
    generator = torch.Generator().manual_seed(1)
    scale = 3 * (SPACE.inputs / space.inputs) ** 0.5
    batches = []
    for depth in space.depths:
        parameters = torch.randn(networks, layout(space, depth).parameters, generator=generator) * scale
        batches.append(Networks(space, depth, parameters, None))
    x = torch.rand(samples, space.inputs, generator=generator) * 2 - 1
    y = torch.randn(networks, space.outputs, samples, generator=generator)
    rows = torch.randperm(networks, generator=generator)
    return Problem(batches, list(rows.chunk(len(space.depths))), x, y)


def forward_all(problem: Problem, operator: SquaredError) -> None:
    with torch.no_grad():
        for batch in problem.batches:
            operator(batch, problem.x, problem.y, None)


def winner_backward(problem: Problem, operator: SquaredError) -> list[Tensor]:
    """Gradients of the winners of each depth, by one pass back, as in training."""
    errors, leaves = [], []
    for batch, rows in zip(problem.batches, problem.winners, strict=True):
        parameters = batch.parameters.index_select(0, rows).requires_grad_()
        won = Networks(batch.space, batch.depth, parameters, None)
        errors.append(operator(won, problem.x, problem.y, rows).sum())
        leaves.append(parameters)
    return list(torch.autograd.grad(errors, leaves))


@dataclass(frozen=True)
class Halves:
    """Microseconds a source network."""

    forward: float
    winner: float

    @property
    def step(self) -> float:
        return self.forward + self.winner

    def __str__(self) -> str:
        return f"forward {self.forward:.1f}, winner {self.winner:.1f} us"


def timed(job: Callable[[], object]) -> float:
    """Seconds: of processor time where there is one thread, so that other programs do not count."""
    clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
    start = clock()
    job()
    return clock() - start


def warm(problem: Problem, operators: Mapping[str, SquaredError]) -> dict[str, str]:
    """Lets each do the work once; says by name why one cannot (torch.compile finds no compiler, say)."""
    failures = {}
    for name, operator in operators.items():
        try:
            forward_all(problem, operator)
            winner_backward(problem, operator)
        except Exception as error:
            failures[name] = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
    return failures


def measure(problem: Problem, rounds: int, operators: Mapping[str, SquaredError]) -> dict[str, Halves]:
    """Medians by operator, taken in turns."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in operators}
    for _ in range(rounds):
        for name, operator in operators.items():
            forward = timed(partial(forward_all, problem, operator))
            winner = timed(partial(winner_backward, problem, operator))
            times[name].append((forward, winner))
    scale = 1e6 / problem.y.shape[0]
    return {
        name: Halves(median(t[0] for t in taken) * scale, median(t[1] for t in taken) * scale)
        for name, taken in times.items()
    }


def roof(rates: tuple[float, float], samples: int, threads: int, space: Space = SPACE) -> Halves:
    """At `rates`: products and sigmoids a nanosecond on one core."""
    products, sigmoids = rates
    forward = winner = 0.0
    for depth in space.depths:
        weights, hidden = layout(space, depth).parameters, depth * space.max_width
        one_pass = weights / products + hidden / sigmoids
        # What no error goes back through: the weights of the inputs, and biases.
        ends = space.inputs * space.max_width + space.bias * (hidden + space.outputs)
        forward += one_pass
        winner += (one_pass + (2 * weights - ends) / products) / len(space.depths)
    scale = samples / 1000 / threads
    return Halves(forward * scale, winner * scale)


def rows(networks: int, samples: int, rounds: int, names: list[str]) -> Iterator[Row]:
    """The comparison with the rivals `names`, then how the kernel's time grows."""
    threads = torch.get_num_threads()
    problem = draw(networks, samples)
    operators = {OURS: squared_error} | {name: RIVALS[name] for name in names}
    failures = warm(problem, operators)
    able = {name: operator for name, operator in operators.items() if name not in failures}
    taken = measure(problem, rounds, able)
    ours = taken[OURS]
    what = f"{backend().name}, B {networks}, S {samples}, {threads} threads; {ours}"
    yield Row("kernel.us_per_source_network", ours.step, US, what)
    for name in names:
        row = f"kernel.ratio_{name}"
        if name in failures:
            yield Row(row, None, "times", failures[name])
        else:
            yield Row(row, taken[name].step / ours.step, "times", str(taken[name]))
    yield from roof_rows(ours, samples, threads, rounds)
    yield from growth(networks, samples, rounds)


def roof_rows(ours: Halves, samples: int, threads: int, rounds: int) -> Iterator[Row]:
    if fused.loaded is None:
        yield Row("kernel.roofline_fraction", None, "", f"no fused kernel: {backend().reason}")
        return
    rates = fused.loaded.rates()
    least = roof(rates, samples, threads)
    yield Row("kernel.roofline_fraction", least.step / ours.step, "", str(least))
    few = measure(draw(FEW_NETWORKS, samples), rounds * FEW_TURNS, {OURS: squared_error})[OURS]
    yield Row(f"kernel.roofline_fraction@B{FEW_NETWORKS}", least.step / few.step, "", str(few))
    wide = measure(draw(WIDE_NETWORKS, samples, WIDE), rounds, {OURS: squared_error})[OURS]
    least = roof(rates, samples, threads, WIDE)
    what = f"{WIDE.inputs} inputs, width {WIDE.max_width}, B {WIDE_NETWORKS}; {wide}; roof: {least}"
    yield Row("kernel.wide_roofline_fraction", least.step / wide.step, "", what)
    yield Row("kernel.ns_per_product", 1 / rates[0], "ns", "with its addition; one core, registers")
    yield Row("kernel.ns_per_sigmoid", 1 / rates[1], "ns", "the kernel's own; one core, first-level cache")


def growth(networks: int, samples: int, rounds: int) -> Iterator[Row]:
    """Microseconds a source network with other numbers of networks, samples and threads, taken in turns."""
    threads = torch.get_num_threads()
    variations = [(b, samples, threads) for b in (64, 256, 1024, 4096)]
    variations += [(networks, s, threads) for s in (125, 8000)]
    variations += [(networks, samples, t) for t in range(1, threads)]
    problems = {each: draw(*each[:2]) for each in variations}
    times: dict[tuple[int, int, int], list[float]] = {each: [] for each in variations}
    for _ in range(rounds):
        for each, problem in problems.items():
            torch.set_num_threads(each[2])
            operators = {OURS: squared_error}
            times[each].append(measure(problem, 1, operators)[OURS].step)
    torch.set_num_threads(threads)
    for (b, s, t), taken in times.items():
        yield Row(f"kernel.us_per_source_network@B{b}-S{s}-threads{t}", median(taken), US, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=1024, help="source networks a step")
    parser.add_argument("--samples", type=int, default=1000, help="samples a network")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rivals", nargs="*", choices=RIVALS, default=list(RIVALS))
    add_json_option(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    # torch.compile looks through the cache of layouts, which is what we want of it.
    warnings.filterwarnings("ignore", "Dynamo detected a call to a `functools.lru_cache`", UserWarning)
    show(rows(options.networks, options.samples, options.rounds, options.rivals), options.json)


if __name__ == "__main__":
    main()
