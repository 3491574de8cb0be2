"""Specification of the finish."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from py_kernels.mlp.live import nonzeros, trim
from py_kernels.polish import levenberg
from py_kernels.rivals import open_hunt
from py_kernels.search import finish, latent
from py_kernels.search.drawn import offer_drawn
from py_kernels.search.front import front
from py_kernels.search.state import Search

from .linear import CPU, SPACE, Linear, settings, table, teacher

NETWORK = teacher(SPACE, 1, seed=3)
DATA = table(SPACE, NETWORK, 1, rows=200, seed=1)


def begin(rounds: int, seed: int = 0, **changes: Any) -> Search:
    given = settings("latent", starts=8, start_from="normal", rows=0)
    search = latent.init(Linear(SPACE, 12, seed=2), DATA, None, given, seed, CPU)
    for _ in range(5):
        latent.step(search)
    finish.init(search, settings("finish", **({"networks": 12} | changes)), rounds, SPACE.depths, 0.5)
    return search


def run(search: Search, rounds: int, steps: int) -> Search:
    for _ in range(rounds):
        for _ in range(steps):
            finish.step(search)
        finish.end_round(search)
    return search


def test_the_finish_finds_a_good_network_of_the_teachers_size_at_most() -> None:
    search = begin(rounds=8, fewest=8)
    before = search.validation_mse.clone()
    run(search, 8, 10)
    assert search.step_count == 5 + 80
    found = front(search)
    size = int(nonzeros(SPACE, 1, NETWORK))
    small = found["validation_mse_1"][found["nonzeros_1"] <= size]
    assert small.min() < 1e-3 * DATA.y_validation.var()
    assert (search.validation_mse < 0.01 * before).all()


def test_sizes_fall_to_the_fewest_and_networks_keep_to_them() -> None:
    search = begin(rounds=5, fewest=4)
    for _ in range(5):
        begun = finish.begun(search)
        for depth, population in begun.populations.items():
            sizes = begun.sizes[depth]
            assert sizes == sorted(sizes, reverse=True)
            assert (population.links.sum(1) <= sizes[min(begun.round, 4)]).all()
            assert torch.equal(population.links.sum(1).int(), nonzeros(SPACE, depth, population.packed))
        run(search, 1, 1)
    assert [sizes[-1] for sizes in begun.sizes.values()] == [4, 4]


def test_after_the_last_planned_round_polishing_goes_on_and_nothing_is_pruned() -> None:
    search = run(begin(rounds=2), 2, 1)
    before = [p.links.clone() for p in finish.begun(search).populations.values()]
    run(search, 2, 2)
    after = [p.links for p in finish.begun(search).populations.values()]
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_the_worst_give_way_to_copies_of_the_best_and_remember_their_start() -> None:
    search = run(begin(rounds=4, networks=8, replace_fraction=0.5), 3, 4)
    for population in finish.begun(search).populations.values():
        assert len(set(population.start.tolist())) < 8
        assert ((population.start >= 0) & (population.start < 8)).all()


def test_the_finish_begins_with_the_best_that_each_start_came_by() -> None:
    given = settings("latent", starts=8, start_from="normal", rows=0, evaluate_every=1)
    search = latent.init(Linear(SPACE, 12, seed=2), DATA, None, given, 0, CPU)
    for _ in range(30):
        latent.step(search)
    before = {depth: leaders.packed.clone() for depth, leaders in search.leaders.items()}
    with torch.no_grad():
        search.threshold += 1e3
    latent.step(search)
    assert (nonzeros(SPACE, 1, latent.hard_networks(search)[1]) == 0).all()
    finish.init(search, settings("finish", networks=8), 3, SPACE.depths, 0.5)
    for depth, population in finish.begun(search).populations.items():
        order = population.start.long()
        torch.testing.assert_close(population.packed, trim(SPACE, depth, before[depth][order]))


def test_it_begins_from_as_many_drawn_networks_as_from_the_latent_search_and_numbers_them_on() -> None:
    given = settings("latent", starts=8, start_from="normal", rows=0)
    search = latent.init(Linear(SPACE, 12, seed=2), DATA, None, given, 0, CPU)
    latent.step(search)
    latent.evaluate(search)
    networks = torch.cat([teacher(SPACE, 1, seed) for seed in range(20, 30)])
    offer_drawn(search, {1: networks}, 0)
    finish.init(search, settings("finish", networks=7), 3, SPACE.depths, 0.5)
    start = finish.begun(search).populations[1].start
    assert (start[:3] < 8).all()
    assert (start[3:] >= 8).all()
    assert (start[3:] < 18).all()
    assert (finish.begun(search).populations[2].start < 8).all()
    for share, drawn in ((0.0, 0), (0.2, 1), (1.0, 7)):
        finish.init(search, settings("finish", networks=7), 3, (1,), share)
        assert int((finish.begun(search).populations[1].start >= 8).sum()) == drawn


def test_at_some_depths_the_others_are_left_as_they_are() -> None:
    search = begin(rounds=3)
    before = search.archives[1].mse.clone()
    finish.init(search, settings("finish", networks=8), 3, (2,), 0.5)
    run(search, 3, 3)
    assert torch.equal(search.archives[1].mse, before)
    assert (search.archives[2].mse < torch.inf).sum() > 1


def test_without_networks_it_cannot_begin() -> None:
    with pytest.raises(ValueError, match="no networks of depth 1"):
        finish.init(open_hunt(SPACE, DATA, 0, 0, CPU), settings("finish"), 1, SPACE.depths, 0.5)


def test_without_replacing_every_start_stays() -> None:
    search = run(begin(rounds=4, networks=8, replace_fraction=0), 3, 2)
    for population in finish.begun(search).populations.values():
        assert population.start.sort().values.tolist() == list(range(8))


def test_the_same_seed_gives_the_same_front_and_another_seed_another() -> None:
    fronts = [front(run(begin(3, seed, rows=60), 3, 3)) for seed in (1, 1, 2)]
    assert all(torch.equal(fronts[0][name], fronts[1][name]) for name in fronts[0])
    assert not all(torch.equal(fronts[0][name], fronts[2][name]) for name in fronts[0])


def test_the_archive_never_gets_worse() -> None:
    search = begin(rounds=6)
    before = {depth: archive.mse.clone() for depth, archive in search.archives.items()}
    run(search, 6, 2)
    for depth, archive in search.archives.items():
        assert (archive.mse <= before[depth]).all()
        assert (archive.mse < before[depth]).any()


def test_a_finish_that_has_not_begun_cannot_step() -> None:
    given = settings("latent", starts=2, start_from="normal")
    search = latent.init(Linear(SPACE, 12, seed=2), DATA, None, given, 0, CPU)
    with pytest.raises(ValueError, match="has not begun"):
        finish.step(search)


def test_a_pruned_network_may_take_long_steps_again() -> None:
    search = begin(rounds=3)
    for population in finish.begun(search).populations.values():
        population.damping.fill_(1e5)
    run(search, 1, 0)
    for population in finish.begun(search).populations.values():
        assert (population.damping <= levenberg.FIRST_DAMPING).all()
