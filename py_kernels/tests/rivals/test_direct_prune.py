"""Dense networks trained on the table, cut and trained again."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import nonzeros
from py_kernels.mlp.space import Space
from py_kernels.rivals import direct_prune
from py_kernels.rivals.dense import draw_dense
from py_kernels.rivals.direct_prune import DirectPrune, factor, place, strongest
from py_kernels.search.front import front
from py_kernels.tests.search.linear import SPACE

from .hunting import MIXED, hunt, settings, taught

SMALL = {"starts": 4, "rounds": 4, "rows": 50, "fewest": 2}


def rival(space: Space = SPACE, seed: int = 0, **changes: Any) -> DirectPrune:
    return direct_prune.init(hunt(space, seed=seed), settings("direct_prune", **{**SMALL, **changes}))


def attempt(pruned: DirectPrune, steps: int) -> DirectPrune:
    for index in range(steps):
        direct_prune.step(pruned, index / steps)
    direct_prune.end_attempt(pruned)
    return pruned


@pytest.mark.parametrize("space", [SPACE, MIXED])
def test_an_attempt_finds_networks_from_the_whole_down_to_the_fewest(space: Space) -> None:
    pruned = attempt(rival(space), 60)
    for depth in space.depths:
        sizes = pruned.archives[depth].filled()
        assert int(sizes.min()) <= SMALL["fewest"]
        assert int(sizes.max()) > layout(space, depth).parameters // 2


def test_training_is_what_it_is_for() -> None:
    data = taught(rows=400)
    trained = direct_prune.init(hunt(data=data), settings("direct_prune", **{**SMALL, "starts": 16}))
    attempt(trained, 600)
    drawn = direct_prune.init(hunt(data=data), settings("direct_prune", **{**SMALL, "starts": 16}))
    attempt(drawn, 1)
    assert trained.validation_mse.min() < 0.01 * trained.variation
    assert trained.validation_mse.min() < 0.1 * drawn.validation_mse.min()


def test_a_network_of_the_front_has_the_error_and_the_size_that_it_is_said_to_have() -> None:
    pruned = attempt(rival(), 40)
    found = front(pruned)
    for depth in SPACE.depths:
        networks = found[f"networks_{depth}"]
        assert torch.equal(nonzeros(SPACE, depth, networks), found[f"nonzeros_{depth}"])
        assert (found[f"validation_mse_{depth}"].diff() < 0).all()


def test_the_next_attempt_draws_fresh_starts_and_keeps_what_was_found() -> None:
    pruned = attempt(rival(), 20)
    before = pruned.validation_mse
    direct_prune.step(pruned, 0.0)
    first = {depth: cohort.population.start for depth, cohort in pruned.cohorts.items()}
    assert all(start.tolist() == [4, 5, 6, 7] for start in first.values())
    assert all(cohort.population.links.all() for cohort in pruned.cohorts.values())
    direct_prune.end_attempt(pruned)
    assert (pruned.validation_mse <= before).all()


def test_the_seed_decides_everything() -> None:
    runs = [front(attempt(rival(seed=seed), 20)) for seed in (5, 5, 6)]
    assert all(torch.equal(value, runs[1][name]) for name, value in runs[0].items())
    assert not all(
        value.shape == runs[2][name].shape and torch.equal(value, runs[2][name])
        for name, value in runs[0].items()
    )


def test_inputs_that_are_always_zero_get_no_links() -> None:
    data = taught()
    data.x_train[:, 1] = 0
    blind = direct_prune.init(hunt(data=data), settings("direct_prune", **SMALL))
    attempt(blind, 20)
    for depth in SPACE.depths:
        networks = front(blind)[f"networks_{depth}"]
        assert (layout(SPACE, depth).view(networks, "weights_1")[..., 1] == 0).all()


def test_a_start_that_overflows_spoils_no_other() -> None:
    pruned = rival()
    direct_prune.step(pruned, 0.0)
    for cohort in pruned.cohorts.values():
        with torch.no_grad():
            cohort.weights[0] = torch.inf
    for index in range(1, 20):
        direct_prune.step(pruned, index / 20)
    direct_prune.end_attempt(pruned)
    assert pruned.validation_mse.isfinite().all()
    assert all(cohort.weights[1:].isfinite().all() for cohort in pruned.cohorts.values())


@given(st.floats(0, 1, exclude_max=True), st.floats(0.05, 0.9), st.integers(1, 30))
@examples(deadline=None, max_examples=60)
def test_rounds_follow_each_other_and_fill_an_attempt(progress: float, dense: float, rounds: int) -> None:
    shape = settings("direct_prune", dense_share=dense, rounds=rounds)
    round_, within = place(progress, shape)
    assert 0 <= within <= 1
    assert (round_ == 0) == (progress < dense)
    assert round_ <= rounds
    assert place(0.0, shape) == (0, 0.0)
    assert place(1 - 1e-12, shape)[0] == rounds


def test_the_learning_rate_warms_up_falls_and_is_rewound() -> None:
    shape = settings("direct_prune")
    whole = [factor(within / 100, 0, shape) for within in range(100)]
    assert whole[0] == 0
    peak = whole.index(max(whole))
    assert 0 < peak < 20
    assert all(a >= b for a, b in zip(whole[peak:], whole[peak + 1 :], strict=False))
    assert whole[-1] < 0.1 < max(factor(within / 100, 1, shape) for within in range(100))


def test_the_largest_weights_stay_and_no_more_than_may() -> None:
    weights = torch.tensor([[0.1, -3.0, 2.0, 0.0], [5.0, 4.0, -6.0, 1.0]])
    links = torch.tensor([[True, True, True, False], [False, True, True, True]])
    kept = strongest(weights, links, 2)
    assert kept.tolist() == [[False, True, True, False], [False, True, True, False]]
    assert torch.equal(strongest(weights, links, 4), links)


@pytest.mark.parametrize("space", [SPACE, MIXED])
def test_dense_networks_have_all_links_neurons_and_one_activation_each(space: Space) -> None:
    plan = layout(space, 2)
    packed = draw_dense(hunt(space), 2, 500, (0.5, 2.0))
    assert (plan.view(packed, "masks") == 1).all()
    for k in range(1, 4):
        weights = plan.view(packed, f"weights_{k}")
        assert (weights != 0).all()
        gain = weights.std() * weights.shape[2] ** 0.5
        assert 0.8 < gain < 1.6
    if "choices" in plan.sections:
        choices = plan.view(packed, "choices")
        assert (choices.sum(-1) == 1).all()
        assert 0.4 < choices[..., 0].mean() < 0.6
