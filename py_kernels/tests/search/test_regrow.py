"""Specification of regrowing."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import nonzeros, trim
from py_kernels.rivals import open_hunt
from py_kernels.search import finish
from py_kernels.search.regrow import regrown
from py_kernels.search.state import Data, Hunt, offer

from .linear import CPU, SPACE, settings, table, teacher

PLAN = layout(SPACE, 2)
W = PLAN.parameters
NETWORK = teacher(SPACE, 2, seed=3)
DATA = table(SPACE, NETWORK, 2, rows=200, seed=1)


def pruned(threshold: float) -> Tensor:
    """The teacher without its small weights and what is dead then, `[1, P]`."""
    weights = torch.where(NETWORK[:, :W].abs() > threshold, NETWORK[:, :W], 0)
    return trim(SPACE, 2, torch.cat((weights, NETWORK[:, W:]), dim=1))


def hunt_with(*networks: Tensor, data: Data = DATA, seed: int = 0) -> Hunt:
    hunt = open_hunt(SPACE, data, 0, seed, CPU)
    offer(hunt, 2, torch.cat(networks), 7 + torch.arange(len(networks)))
    return hunt


def test_missing_links_come_back_small_and_what_was_there_stays() -> None:
    packed = pruned(2)
    grown, start = regrown(hunt_with(packed), 2, 4, 0.1)
    assert grown.shape == (4, PLAN.size)
    assert start.tolist() == [7, 7, 7, 7]
    assert torch.equal(grown[:, W:], packed[:, W:].expand(4, -1))
    kept = packed[0, :W] != 0
    assert 5 < kept.sum() < W - 5
    assert torch.equal(grown[:, :W][:, kept], packed[:, :W][:, kept].expand(4, -1))
    added = grown[:, :W][:, ~kept]
    assert (nonzeros(SPACE, 2, grown) == W).all()
    assert 0.08 < added.abs().max() / SPACE.weight_range <= 0.1
    assert abs(added.mean()) < 0.02 * SPACE.weight_range
    assert len(set(added[:, 0].tolist())) == 4


def test_with_a_share_of_0_each_comes_once_and_as_it_is() -> None:
    networks = torch.cat([pruned(3), NETWORK])
    grown, _ = regrown(hunt_with(*networks[:, None]), 2, 8, 0)
    assert torch.equal(grown, networks)


def test_they_come_evenly_from_the_front_and_not_from_what_a_smaller_one_beats() -> None:
    worse = pruned(1) * torch.cat((-torch.ones(W), torch.ones(PLAN.size - W)))
    networks = [pruned(3), worse, NETWORK]
    hunt = hunt_with(*networks)
    sizes = [int(nonzeros(SPACE, 2, each)) for each in networks]
    assert sizes == sorted(set(sizes))
    errors = hunt.archives[2].mse[sizes]
    assert errors[2] < errors[0] < errors[1]
    _, start = regrown(hunt, 2, 6, 0.1)
    assert start.tolist() == [7, 7, 7, 9, 9, 9]


def test_neither_masked_neurons_nor_links_from_inputs_that_are_always_zero_come_back() -> None:
    packed = pruned(2)
    PLAN.view(packed, "masks")[:, 1, 0] = 0
    PLAN.view(packed, "weights_1")[:, 0, 1] = 0
    packed = trim(SPACE, 2, packed)
    x = DATA.x_train * torch.tensor([1.0, 0.0])
    grown, _ = regrown(hunt_with(packed, data=replace(DATA, x_train=x)), 2, 3, 0.1)
    assert (PLAN.view(grown, "weights_2")[:, 0] == 0).all()
    assert (PLAN.view(grown, "weights_2")[:, 1:] != 0).all()
    assert (PLAN.view(grown, "weights_3")[:, :, 0] == 0).all()
    assert (PLAN.view(grown, "weights_1")[:, :, 0] != 0).all()
    fed = PLAN.view(packed, "weights_1")[:, :, 1]
    assert torch.equal(PLAN.view(grown, "weights_1")[:, :, 1], fed.expand(3, -1))


def test_of_nothing_nothing_grows() -> None:
    with pytest.raises(ValueError, match="no networks of depth 1 to regrow"):
        regrown(hunt_with(NETWORK), 1, 4, 0.1)


def test_a_finish_from_regrown_networks_finds_better_ones_of_the_same_sizes() -> None:
    hunt = hunt_with(*(pruned(threshold) for threshold in (3, 2, 1)))
    before = hunt.archives[2].mse.clone()
    finish.init(hunt, settings("finish", networks=6), 4, (2,), 0.5, regrow_share=0.1)
    population = finish.begun(hunt).populations[2]
    assert (population.links.sum(1) == W).all()
    for _ in range(4):
        for _ in range(5):
            finish.step(hunt)
        finish.end_round(hunt)
    best_before, best = (errors.cummin(0).values for errors in (before, hunt.archives[2].mse))
    size = int(nonzeros(SPACE, 2, pruned(1)))
    assert best[size] < 0.1 * best_before[size]
