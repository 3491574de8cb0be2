"""Writes tables of random functions, to judge a change of the search by: random-tables.py FOLDER.

    python scripts/random-tables.py out/drawn [--functions 50] [--rows 60 200] [--noise 0.1 0.5] [--seed 0]

Six families in turn: sums of bends and products, small networks, smooth random functions, nearly straight
lines, kinks and steps, polynomials; of one to six inputs, some of which may tell nothing. Each function has
1,000 test rows without noise (N.truth.csv, the same for all) and for every number of rows and level of noise
a table to fit (N-ROWS-NOISE.csv), its noise in shares of the function's standard deviation. Needs numpy
(requirements-rivals.txt). pipelines/few/random.yaml searches them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]
Random = np.random.Generator

TEST_ROWS = 1000
SHAPES: tuple[Function, ...] = (np.sin, np.tanh, np.square, np.abs, lambda z: np.exp(-z * z))


def bends(random: Random, used: np.ndarray) -> Function:
    """A shape of each input, and up to two products."""
    terms = [
        (i, random.normal(), random.uniform(0.8, 3.5), random.uniform(-1, 1), SHAPES[random.integers(5)])
        for i in used
    ]
    pairs = [(random.choice(used, 2), random.normal()) for _ in range(random.integers(3))]
    return lambda x: (
        sum(size * shape(slope * x[:, i] + shift) for i, size, slope, shift, shape in terms)
        + sum(size * x[:, pair].prod(axis=1) for pair, size in pairs)
    )


def network(random: Random, used: np.ndarray) -> Function:
    """Of two to six tanh neurons."""
    neurons = int(random.integers(2, 7))
    weights = random.normal(size=(len(used), neurons)) * random.uniform(1.5, 4) / np.sqrt(len(used))
    biases, outputs = random.normal(size=neurons), random.normal(size=neurons)
    return lambda x: np.tanh(x[:, used] @ weights + biases) @ outputs


def smooth(random: Random, used: np.ndarray) -> Function:
    """A draw from a Gaussian process, by 200 waves: a length scale of .5 to 2 an input."""
    lengths = random.uniform(0.5, 2, size=len(used))
    waves = random.normal(size=(len(used), 200)) / lengths[:, None]
    phases, sizes = random.uniform(0, 2 * np.pi, 200), random.normal(size=200)
    return lambda x: np.cos(x[:, used] @ waves + phases) @ sizes


def nearly_line(random: Random, used: np.ndarray) -> Function:
    """A line, and in half of them a product."""
    slopes, pair = random.normal(size=len(used)), random.choice(used, 2)
    size = 0.3 * random.normal() * random.integers(2)
    return lambda x: x[:, used] @ slopes + size * x[:, pair].prod(axis=1)


def kinks(random: Random, used: np.ndarray) -> Function:
    """A fold, a step or a steep slope across the inputs, and a line."""
    across, along = random.normal(size=(2, len(used)))
    shift, kind = 0.3 * random.normal(), int(random.integers(3))
    edge: Function = (np.abs, lambda z: 1.0 * (z > 0), lambda z: np.tanh(6 * z))[kind]
    return lambda x: edge(x[:, used] @ across - shift) + 0.4 * (x[:, used] @ along)


def polynomial(random: Random, used: np.ndarray) -> Function:
    """Two to five products of one to three inputs."""
    terms = [
        (random.choice(used, random.integers(1, 4)), random.normal()) for _ in range(random.integers(2, 6))
    ]
    return lambda x: sum(size * x[:, factors].prod(axis=1) for factors, size in terms)


FAMILIES = (bends, network, smooth, nearly_line, kinks, polynomial)


def written(file: Path, x: np.ndarray, y: np.ndarray) -> None:
    with file.open("w", newline="") as out:
        lines = csv.writer(out)
        lines.writerow([*(f"x{i + 1}" for i in range(x.shape[1])), "y"])
        lines.writerows(
            [*(f"{value:.6g}" for value in row), f"{y_:.6g}"] for row, y_ in zip(x, y, strict=True)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes tables of random functions.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--functions", type=int, default=50)
    parser.add_argument("--rows", type=int, nargs="+", default=[60, 200])
    parser.add_argument("--noise", type=float, nargs="+", default=[0.1, 0.5])
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for number in range(asked.functions):
        random = np.random.default_rng([asked.seed, number])
        inputs = int(random.integers(1, 7))
        telling = int(random.integers(1, inputs + 1)) if random.random() < 0.5 else inputs
        function = FAMILIES[number % len(FAMILIES)](random, random.permutation(inputs)[:telling])
        x = random.uniform(-1, 1, size=(TEST_ROWS, inputs))
        spread = function(x).std()
        written(asked.folder / f"{number}.truth.csv", x, function(x) / spread)
        for rows in asked.rows:
            for noise in asked.noise:
                x = random.uniform(-1, 1, size=(rows, inputs))
                y = function(x) / spread + noise * random.normal(size=rows)
                written(asked.folder / f"{number}-{rows}-{noise:g}.csv", x, y)
    print(f"{asked.functions} functions in {asked.folder}")


if __name__ == "__main__":
    main()
