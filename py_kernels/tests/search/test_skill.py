"""Specification of the skill of a depth."""

from __future__ import annotations

import torch

from py_kernels.rivals import open_hunt
from py_kernels.search.skill import LEAST_FVU, MOST_NONZEROS, skill
from py_kernels.search.state import Hunt

from .linear import CPU, SPACE, table, teacher


def hunt(found: dict[int, dict[int, float]]) -> Hunt:
    """A hunt that has found networks of these FVUs, by depth and size."""
    hunted = open_hunt(SPACE, table(SPACE, teacher(SPACE, 1, 3), 1, 60, 1), 0, 0, CPU)
    for depth, sizes in found.items():
        for size, fvu in sizes.items():
            hunted.archives[depth].mse[size] = fvu * hunted.variation
    return hunted


def test_it_is_the_area_under_the_orders_of_magnitude_of_the_best_network_up_to_each_size() -> None:
    sizes = MOST_NONZEROS + 1
    values = skill(hunt({1: {4: 1e-2, 6: 1e-1, 8: 1e-3}, 2: {10: 1e-4}}))
    torch.testing.assert_close(values[0], torch.tensor((4 * 2 + (sizes - 8) * 3) / sizes))
    torch.testing.assert_close(values[1], torch.tensor((sizes - 10) * 4 / sizes))


def test_no_network_and_one_worse_than_a_constant_are_none() -> None:
    assert skill(hunt({2: {3: 5.0}})).tolist() == [0, 0]


def test_errors_beneath_the_least_are_all_alike() -> None:
    values = skill(hunt({1: {5: LEAST_FVU / 10}, 2: {5: LEAST_FVU / 1000}}))
    assert values[0] == values[1]
