"""Specification of the path that a descent leaves."""

from __future__ import annotations

import torch

from py_kernels.search import latent
from py_kernels.search.path import MOST, Path
from py_kernels.search.state import Search

from .linear import CPU, SPACE, Linear, settings, table, teacher

DATA = table(SPACE, teacher(SPACE, 1, seed=3), 1, rows=100, seed=1)


def begin() -> Search:
    given = settings("latent", starts=5, start_from="normal", rows=0, evaluate_every=4)
    return latent.init(Linear(SPACE, 12, seed=2), DATA, None, given, 0, CPU)


def test_it_is_that_of_the_start_that_found_the_best_network_from_its_first_step_to_its_last() -> None:
    search = begin()
    seen = [search.z.detach().clone()]
    for _ in range(10):
        latent.step(search)
        seen.append(search.z.detach().clone())
    depth, start, steps, z = latent.best_path(search)
    least = {d: leaders.mse.min() for d, leaders in search.leaders.items()}
    assert least[depth] == min(least.values())
    assert search.leaders[depth].mse[start] == least[depth]
    assert steps.tolist() == list(range(11))
    d = SPACE.depths.index(depth)
    torch.testing.assert_close(z, torch.stack([each[d, start] for each in seen]), rtol=0, atol=0)
    assert not torch.equal(z[0], z[-1])


def test_a_search_that_takes_no_step_has_one_point() -> None:
    _, _, steps, z = latent.best_path(begin())
    assert steps.tolist() == [0]
    assert z.shape == (1, 12)


def test_many_steps_are_thinned_evenly_and_the_last_one_stays() -> None:
    path, total = Path(), 10 * MOST + 7
    for step in range(total + 1):
        path.add(step, torch.full((1, 2, 3), float(step)))
    steps, z = path.of(0, 1, torch.full((1, 2, 3), float(total)))
    assert len(steps) <= MOST + 1
    assert steps[0] == 0
    assert steps[-1] == total
    assert len(set(steps.diff()[:-1].tolist())) == 1
    assert torch.equal(z[:, 0], steps.float())


def test_large_points_are_kept_fewer() -> None:
    path = Path()
    large = torch.zeros(1, 1, 2**22)
    for step in range(9):
        path.add(step, large)
    assert len(path.steps) <= 4
