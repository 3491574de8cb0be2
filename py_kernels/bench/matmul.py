"""How fast this processor multiplies float32 matrices of the shapes that a linear layer's training needs."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from time import perf_counter

import torch
from torch import nn


def linear_layers(module: nn.Module) -> list[nn.Linear]:
    return [layer for layer in module.modules() if isinstance(layer, nn.Linear)]


def products(layers: Iterable[nn.Linear]) -> int:
    """Products of training a sample: forward, errors of the inputs, gradients of the weights.

    The first layer's inputs need no errors.
    """
    sizes = [layer.weight.numel() for layer in layers]
    return 3 * sum(sizes) - sizes[0]


def rate(layers: Iterable[nn.Linear], batch: int, rounds: int) -> float:
    """Products (with their additions) a second over the layers' three matrix products at `batch` samples.

    Nothing but torch.mm on matrices that are there: medians, shape by shape.
    """
    total = taken = 0.0
    known: dict[tuple[int, int], float] = {}
    for layer in layers:
        shape = (layer.in_features, layer.out_features)
        if shape not in known:
            known[shape] = _seconds(batch, *shape, rounds)
        total += 3 * batch * layer.weight.numel()
        taken += known[shape]
    return total / taken


def _seconds(batch: int, inputs: int, outputs: int, rounds: int) -> float:
    x, weight, error = torch.randn(batch, inputs), torch.randn(outputs, inputs), torch.randn(batch, outputs)
    pairs = ((x, weight.T), (error, weight), (error.T, x))
    times = []
    for _ in range(rounds + 1):
        begin = perf_counter()
        for left, right in pairs:
            torch.mm(left, right)
        times.append(perf_counter() - begin)
    return median(times[1:])
