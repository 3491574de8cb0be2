"""Drawn networks, scaled to the target, the best of each size kept."""

from __future__ import annotations

import torch

from py_kernels.mlp.layout import layout
from py_kernels.search import finish
from py_kernels.search.drawn import offer_drawn, scaled
from py_kernels.search.front import front
from py_kernels.search.state import sample
from py_kernels.tests.rivals.hunting import MIXED, hunt, settings, taught
from py_kernels.tests.search.linear import SPACE, teacher


def drawn(count: int, depth: int, seed: int = 0) -> torch.Tensor:
    return torch.cat([teacher(SPACE, depth, seed + index) for index in range(count)])


def test_a_teacher_among_the_drawn_is_found_whatever_its_scale() -> None:
    hidden = hunt()
    networks = drawn(6, 1)
    networks[3] = teacher(SPACE, 1, 3)
    layout(SPACE, 1).view(networks[3:4], "weights_2").mul_(0.01)
    offer_drawn(hidden, {1: networks, 2: drawn(6, 2)}, 0)
    found = front(hidden)
    assert float(found["validation_mse_1"].min()) < 1e-9
    assert int(found["start_1"][found["validation_mse_1"].argmin()]) == 3
    assert float(found["validation_mse_2"].min()) > 1e-6


def test_the_factor_is_that_of_least_squares() -> None:
    hunted = hunt()
    x, y = sample(hunted, 0)
    networks = drawn(5, 1, seed=20)
    factored = scaled(hunted, 1, networks, x, y)

    def error(packed: torch.Tensor) -> torch.Tensor:
        from py_kernels.search.error import mean_squared_error

        return mean_squared_error(SPACE, 1, packed, x, y[0].T)

    assert (error(factored) <= error(networks) + 1e-6).all()
    for change in (0.97, 1.03):
        other = factored.clone()
        layout(SPACE, 1).view(other, "weights_2").mul_(change)
        assert (error(other) > error(factored)).all()


def test_networks_with_a_sigmoid_at_the_output_stay_as_they_were_drawn() -> None:
    hunted = hunt(MIXED)
    x, y = sample(hunted, 0)
    networks = teacher(MIXED, 1, 1)
    assert scaled(hunted, 1, networks, x, y) is networks


def test_what_is_not_finite_or_answers_nothing_is_no_trouble() -> None:
    hunted = hunt()
    networks = drawn(3, 1)
    networks[0, :4] = torch.nan
    networks[1, : layout(SPACE, 1).parameters] = 0
    offer_drawn(hunted, {1: networks}, 0)
    found = front(hunted)
    assert found["validation_mse_1"].isfinite().all()
    assert found["nonzeros_1"].tolist()[0] == 0


def test_more_networks_are_never_worse_and_the_best_of_each_size_stays() -> None:
    hunted = hunt()
    offer_drawn(hunted, {1: drawn(4, 1)}, 0)
    before = hunted.validation_mse.clone()
    offer_drawn(hunted, {1: drawn(4, 1, seed=50)}, 0)
    assert (hunted.validation_mse <= before).all()
    assert hunted.step_count == 2


def test_networks_are_numbered_through_all_offers() -> None:
    hunted = hunt()
    for seed in (50, 60):
        offer_drawn(hunted, {1: drawn(4, 1, seed=seed)}, 0)
    assert sorted(hunted.offered[1].best(4)[1].tolist()) == [4, 5, 6, 7]


def test_the_finish_begins_from_the_last_networks_offered_and_improves_them() -> None:
    hunted = hunt(data=taught(rows=300))
    offer_drawn(hunted, {1: drawn(8, 1, seed=70), 2: drawn(8, 2, seed=70)}, 0)
    before = hunted.validation_mse.clone()
    finish.init(hunted, settings("finish", networks=4, rows=0), 3, SPACE.depths, 0.5)
    for _ in range(3):
        for _ in range(5):
            finish.step(hunted)
        finish.end_round(hunted)
    assert (hunted.validation_mse < 0.2 * before).all()
