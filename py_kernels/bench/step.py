"""What a step of Levenberg and Marquardt's method costs: `python -m py_kernels.bench.step`.

Populations as a finish and a search over folds have them, with fused passes, matrix and solution and, in
turns, with the passes, products and Cholesky's factors of plain PyTorch, as they were before they were fused
(`unfused`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import normal as fused_normal
from ..native.slopes import plain_slopes, slopes
from ..polish import levenberg, normal
from ..polish.fit import Fit
from ..polish.levenberg import chosen_links
from ..polish.population import Population
from ..polish.task import TASKS
from .kernel import timed
from .row import Row, add_json_option, show


@dataclass(frozen=True)
class Case:
    """`networks` dense networks of `neurons` tanh neurons a layer on `rows` rows."""

    name: str
    inputs: int
    outputs: int
    depth: int
    neurons: int
    networks: int
    rows: int
    task: str


CASES = (
    Case("finish", 3, 1, 2, 7, 32, 400, "squares"),
    Case("folds", 5, 1, 1, 8, 165, 100, "squares"),
    Case("classes", 13, 3, 1, 8, 165, 150, "softmax"),
    Case("wide", 32, 1, 1, 8, 60, 1000, "squares"),
)


def drawn(case: Case) -> tuple[Population, Fit]:
    space = Space(case.inputs, case.outputs, case.neurons, (case.depth,), True, ("tanh",), "linear", 0.0, 1.0)
    plan = layout(space, case.depth)
    generator = torch.Generator().manual_seed(1)
    packed = torch.zeros(case.networks, plan.size)
    packed[:, : plan.parameters] = torch.randn(case.networks, plan.parameters, generator=generator) / 3
    plan.view(packed, "masks")[:] = 1
    start = torch.arange(case.networks)
    population = Population.of(space, case.depth, packed, start, levenberg.FIRST_DAMPING)
    x = torch.randn(case.rows, case.inputs, generator=generator)
    y = torch.randn(1, case.outputs, case.rows, generator=generator)
    if case.task == "softmax":
        y = torch.nn.functional.one_hot(y[0].argmax(0), case.outputs).T[None].float()
    decay = torch.full((case.networks, 1), 0.1)
    counts = torch.ones(case.networks, case.rows)
    return population, Fit(x, y, decay, counts, TASKS[case.task])


def unfused_gram(
    emitted: Tensor, bent: list[Tensor], counts: Tensor | None, sources: Tensor, targets: Tensor
) -> Tensor:
    """As native.normal.gram, as it was: Jacobians gathered, matrices added up."""
    incoming = _rows(emitted, sources)
    if counts is not None:
        incoming = incoming * counts.sqrt()[:, None]
    matrix = emitted.new_zeros(())
    for each in bent:
        jacobian = _rows(each, targets).mul_(incoming)
        matrix = matrix + torch.bmm(jacobian, jacobian.transpose(1, 2))
    return matrix


def unfused_solve(matrix: Tensor, diagonal: Tensor, right: Tensor) -> Tensor:
    """As native.normal.solve, as it was."""
    factor = torch.linalg.cholesky_ex(matrix.double() + torch.diag_embed(diagonal)).L
    return torch.cholesky_solve(right[:, :, None], factor)[:, :, 0]


def _rows(values: Tensor, index: Tensor) -> Tensor:
    offset = torch.arange(values.shape[0])[:, None] * values.shape[1]
    rows = values.flatten(0, 1).index_select(0, (index + offset).flatten())
    return rows.view(*index.shape, values.shape[2])


# Where the steps look them up, and the two ways.
WAYS: dict[str, tuple[Callable[..., Any], ...]] = {
    "fused": (slopes, fused_normal.gram, fused_normal.solve),
    "unfused": (plain_slopes, unfused_gram, unfused_solve),
}


def measure(case: Case, rounds: int) -> dict[str, float]:
    """Seconds a step, as `timed` has them; medians, taken in turns."""
    population, fit = drawn(case)
    chosen = chosen_links(population.links, int(population.links.sum(1).max()))
    times: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds + 1):
        for name, (passes, gram, solve) in WAYS.items():
            setattr(normal, "slopes", passes)  # noqa: B010  (mypy refuses `=` to a function)
            setattr(normal, "gram", gram)  # noqa: B010  (mypy refuses `=` to a function)
            setattr(levenberg, "solve", solve)  # noqa: B010  (mypy refuses `=` to a function)
            some = population.part(slice(None))
            times[name].append(timed(partial(levenberg.step, some, chosen, fit)))
    return {name: median(taken[1:]) for name, taken in times.items()}


def rows(rounds: int) -> Iterator[Row]:
    threads = torch.get_num_threads()
    for case in CASES:
        taken = measure(case, rounds)
        links = layout(drawn(case)[0].space, case.depth).parameters
        scale = 1e6 / (case.networks * links)
        what = f"{case.networks} networks of {links} links, {case.rows} rows, {threads} threads"
        yield Row(f"{case.name}.us_per_link_step", taken["fused"] * scale, "us/link", what)
        ratio = taken["unfused"] / taken["fused"]
        yield Row(f"{case.name}.ratio_unfused", ratio, "times", f"{taken['unfused'] * scale:.3g} us/link")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=21)
    add_json_option(parser)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    show(rows(options.rounds), options.json)


if __name__ == "__main__":
    main()
