"""What bounds `swat compress`: how near networks of fewer neurons, or of a first layer of low rank, come.

    python scripts/compress-bounds.py FOLDER TABLE ... [--least 8]

after scripts/compress-trial.py, which leaves the MLPs and their rows in FOLDER; TABLE as `ISLR/Auto`. From
the given network neurons are taken away one by one, or two made one (the sum of what they add where both are
active): of all ways the four that least squares likes best are fitted, and the best one goes on. For the
low rank, what the hidden neurons sum up is replaced by its first principal components. All weights are then
fitted on all rows (L-BFGS). It prints the root mean square difference over the standard deviation of the
answers, on the rows that were fitted, and the share of the numbers. Needs requirements-onnx.txt.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

Array = np.ndarray
# Ways to lose a neuron that are fitted, steps of such a fit, and of the last one.
TRIED, QUICK, WHOLE = 4, 80, 300
RANKS = (1, 2, 3, 4, 5, 6, 7, 8)


def read(folder: Path, table: str) -> tuple[Array, list[Array]]:
    """Rows as the network sees them `[S, I]`, and its weights `[H, I]`, biases, output weights and bias."""
    stem = table.replace("/", "-")
    graph = onnx.load(folder / f"{stem}.onnx").graph
    held = {each.name: numpy_helper.to_array(each).astype(float) for each in graph.initializer}
    scaler = next(node for node in graph.node if node.op_type == "Scaler")
    scaling = {each.name: np.array(each.floats) for each in scaler.attribute}
    rows = np.loadtxt(folder / f"{stem}.csv", delimiter=",", skiprows=1, ndmin=2)
    first, bias, last, offset = (
        held[name] for name in ("coefficient", "intercepts", "coefficient1", "intercepts1")
    )
    return (rows - scaling["offset"]) * scaling["scale"], [
        first.T,
        bias.ravel(),
        last.ravel(),
        offset.ravel(),
    ]


def fitted(
    said: Callable[..., Tensor], parts: list[Array], y: Array, steps: int
) -> tuple[float, list[Array]]:
    """All parts moved so that what `said` makes of them comes near y: relative difference and parts."""
    moved = [torch.tensor(np.ascontiguousarray(part)).requires_grad_() for part in parts]
    wanted = torch.tensor(y)
    optimizer = torch.optim.LBFGS(
        moved, max_iter=steps, history_size=60, line_search_fn="strong_wolfe", tolerance_change=1e-15
    )

    def loss() -> Tensor:
        return (said(*moved) - wanted).square().mean() / wanted.var(correction=0)

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    optimizer.step(closure)
    with torch.no_grad():
        return float(loss().sqrt()), [part.detach().numpy() for part in moved]


def fewer(x: Array, y: Array, parts: list[Array]) -> Iterator[tuple[float, list[Array]]]:
    """Every network with a neuron less, its output fitted by least squares: relative difference and parts."""
    first, bias, last, _ = parts
    neurons = range(len(first))

    def solved(weights: Array, biases: Array) -> tuple[float, list[Array]]:
        hidden = np.c_[np.maximum(x @ weights.T + biases, 0), np.ones(len(x))]
        best, *_ = np.linalg.lstsq(hidden, y, rcond=None)
        return float(np.std(hidden @ best - y) / y.std()), [weights, biases, best[:-1], best[-1:]]

    for gone in neurons:
        kept = [j for j in neurons if j != gone]
        yield solved(first[kept], bias[kept])
    for one, other in ((i, j) for i in neurons for j in range(i) if last[i] * last[j] > 0):
        kept = [j for j in neurons if j not in (one, other)]
        sums = [abs(last[one]) * part[one] + abs(last[other]) * part[other] for part in (first, bias)]
        yield solved(np.r_[first[kept], [sums[0]]], np.r_[bias[kept], sums[1]])


def by_neurons(x: Array, y: Array, parts: list[Array], least: int) -> None:
    inputs, rows = x.shape[1], torch.tensor(x)

    def said(first: Tensor, bias: Tensor, last: Tensor, offset: Tensor) -> Tensor:
        return torch.relu(rows @ first.T + bias) @ last + offset

    whole = len(parts[0])
    while len(parts[0]) > least:
        ways = sorted(fewer(x, y, parts), key=lambda way: way[0])[:TRIED]
        _, best = min((fitted(said, way, y, QUICK) for _, way in ways), key=lambda way: way[0])
        off, parts = fitted(said, best, y, WHOLE)
        left = len(parts[0])
        print(
            f"  {left:2} neurons, {left * (inputs + 2):4} numbers ({left / whole:4.0%}): {off:.2%}",
            flush=True,
        )


def by_rank(x: Array, y: Array, parts: list[Array]) -> None:
    first, bias, last, offset = parts
    neurons, inputs = first.shape
    rows, sums = torch.tensor(x), x @ first.T
    mean = sums.mean(0)
    axes = np.linalg.svd(sums - mean, full_matrices=False)[2]
    seen = np.c_[x, np.ones(len(x))]

    def said(down: Tensor, up: Tensor, bias: Tensor, last: Tensor, offset: Tensor) -> Tensor:
        return torch.relu(rows @ down.T @ up.T + bias) @ last + offset

    for rank in (each for each in RANKS if each < inputs):
        up = axes[:rank].T
        down = np.linalg.lstsq(seen, (sums - mean) @ up, rcond=None)[0]
        begun = [down[:-1].T, up, bias + mean + up @ down[-1], last, offset]
        off, _ = fitted(said, begun, y, WHOLE)
        # A basis can be chosen in which `rank` inputs are components themselves.
        numbers = rank * inputs - rank * (rank - 1) + neurons * (rank + 2)
        share = numbers / (neurons * (inputs + 2))
        print(f"  rank {rank}, {numbers:4} numbers ({share:4.0%}): {off:.2%}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--least", type=int, default=8)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    for table in asked.tables:
        x, parts = read(asked.folder, table)
        first, bias, last, offset = parts
        y = np.maximum(x @ first.T + bias, 0) @ last + offset
        print(table, flush=True)
        by_rank(x, y, parts)
        by_neurons(x, y, parts, asked.least)


if __name__ == "__main__":
    main()
