"""The inputs of a training step."""

from __future__ import annotations

import pytest
import torch

from py_kernels.learn.grid import check, grid

from .training import TRAINING

EVEN = TRAINING | {"grid_values": "even", "grid": 3}


def test_the_grid_has_all_combinations_of_its_values() -> None:
    x = grid(TRAINING, 3, 0, 0)
    assert x.shape == (64, 3)
    assert len(set(map(tuple, x.tolist()))) == 64
    assert all(len(set(x[:, i].tolist())) == 4 for i in range(3))
    assert x.abs().max() <= 1


def test_even_values_are_evenly_spaced_and_never_change() -> None:
    assert grid(EVEN, 1, 0, 0).tolist() == [[-1], [0], [1]]
    assert torch.equal(grid(EVEN, 2, 0, 0), grid(EVEN, 2, 5, 9))


def test_random_values_follow_seed_and_step_alone() -> None:
    first = grid(TRAINING, 2, 3, 8)
    torch.manual_seed(1)
    torch.rand(5)
    assert torch.equal(grid(TRAINING, 2, 3, 8), first)


def test_random_values_differ_between_steps_seeds_and_inputs() -> None:
    drawn = [grid(TRAINING, 1, seed, step).flatten() for seed in range(4) for step in range(4)]
    assert len({tuple(values.tolist()) for values in drawn}) == 16
    assert set(grid(TRAINING, 2, 0, 0)[:, 0].tolist()) != set(grid(TRAINING, 2, 0, 0)[:, 1].tolist())


def test_random_values_cover_the_whole_of_minus_1_to_1() -> None:
    values = torch.cat([grid(TRAINING, 1, 0, step) for step in range(200)])
    assert values.min() < -0.98
    assert values.max() > 0.98
    assert values.mean().abs() < 0.1


def test_too_many_samples_are_refused_and_enough_are_not() -> None:
    check(TRAINING | {"grid": 10}, 6)
    with pytest.raises(ValueError, match="grid 10 with 7 inputs makes 10000000 samples"):
        check(TRAINING | {"grid": 10}, 7)
