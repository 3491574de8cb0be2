"""Specification of what a finish does to a population: Levenberg and Marquardt's steps, and surgery."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.native import predict, squared_error
from py_kernels.polish import levenberg, surgeon
from py_kernels.polish import normal as normal_equations
from py_kernels.polish.fit import Fit
from py_kernels.polish.levenberg import chosen_links, gather, scatter
from py_kernels.polish.population import Population

from ..search.linear import SPACE, table, teacher

DATA = table(SPACE, teacher(SPACE, 1, 3), 1, rows=100, seed=1)
X, Y = DATA.x_train, DATA.y_train.T[None].contiguous()


def population(count: int, share: float = 1.0) -> Population:
    packed = torch.cat([teacher(SPACE, 1, seed) for seed in range(10, 10 + count)])
    generator = torch.Generator().manual_seed(0)
    parameters = layout(SPACE, 1).parameters
    packed[:, :parameters] *= torch.rand(count, parameters, generator=generator) < share
    return Population.of(SPACE, 1, packed, torch.arange(count), levenberg.FIRST_DAMPING)


def errors(networks: Population) -> Tensor:
    return squared_error(unpack(SPACE, 1, networks.packed), X, Y)


def all_links(networks: Population) -> Tensor:
    return chosen_links(networks.links, int(networks.links.sum(1).max()))


def fit(count: int, y: Tensor = Y, decay: float = 0.0) -> Fit:
    return Fit(X, y, torch.full((count, 1), decay))


def limit(networks: Population, most: int) -> Tensor:
    return torch.full((len(networks.weights),), most)


def test_gathered_links_scatter_back_to_where_they_were() -> None:
    networks = population(4, share=0.6)
    chosen = all_links(networks)
    weights = gather(networks.weights, chosen)
    assert torch.equal(scatter(weights, chosen, networks.weights.shape[1]), networks.weights)
    assert int((chosen < networks.weights.shape[1]).sum()) == int(networks.links.sum())


def test_no_step_makes_a_network_worse_and_many_make_it_far_better() -> None:
    networks = population(8)
    first = before = errors(networks)
    for _ in range(40):
        levenberg.step(networks, all_links(networks), fit(len(networks.weights)))
        after = errors(networks)
        assert (after <= before * 1.0001 + 1e-6).all()
        before = after
    assert before.median() < 1e-3 * first.median()


def test_steps_leave_absent_links_absent() -> None:
    networks = population(6, share=0.5)
    for _ in range(5):
        levenberg.step(networks, all_links(networks), fit(len(networks.weights)))
    assert (networks.weights[~networks.links] == 0).all()
    assert (networks.weights[networks.links] != 0).all()


def test_decay_keeps_weights_smaller_and_without_it_they_grow() -> None:
    sizes = []
    for decay in (0.0, 0.1):
        networks = population(8)
        for _ in range(30):
            levenberg.step(networks, all_links(networks), fit(8, decay=decay))
        sizes.append(networks.weights.square().sum(1).median())
    assert sizes[1] < 0.9 * sizes[0]


def test_a_network_steps_as_it_would_alone() -> None:
    together, alone = population(3, share=0.7), population(1, share=0.7)
    together.take(torch.tensor([0, 1, 2]))
    alone.weights, alone.links = together.weights[:1].clone(), together.links[:1].clone()
    for networks in (together, alone):
        levenberg.step(networks, all_links(networks), fit(len(networks.weights)))
    torch.testing.assert_close(together.weights[:1], alone.weights, rtol=1e-4, atol=1e-4)


def test_pruning_leaves_exactly_the_links_asked_for_and_touches_no_smaller_network() -> None:
    networks = population(6, share=0.8)
    before, sizes = networks.weights.clone(), networks.links.sum(1)
    most = int(sizes.min()) + 1
    chosen = all_links(networks)
    surgeon.prune(networks, chosen, limit(networks, most), torch.zeros(chosen.shape), fit(6))
    assert torch.equal((networks.weights != 0).sum(1), sizes.clamp_max(most))
    small = sizes <= most
    assert small.any()
    assert torch.equal(networks.weights[small], before[small])


def with_a_spare_neuron() -> Population:
    """Neurons 2 and 3 are equal, and their large outgoing links nearly cancel out."""
    plan = layout(SPACE, 1)
    packed = teacher(SPACE, 1, 3)
    plan.view(packed, "weights_1")[0, 3] = plan.view(packed, "weights_1")[0, 2]
    plan.view(packed, "weights_2")[0, 0, 2] = 40.0
    plan.view(packed, "weights_2")[0, 0, 3] = -37.0
    return Population.of(SPACE, 1, packed, torch.zeros(1), levenberg.FIRST_DAMPING)


def test_the_surgeon_finds_what_can_be_spared_where_magnitude_does_not() -> None:
    networks = with_a_spare_neuron()
    spared = SPACE.inputs + 1
    target = predict(unpack(SPACE, 1, networks.packed), X)
    chosen, weights = all_links(networks), networks.weights.clone()
    most = limit(networks, chosen.shape[1] - spared)
    surgeon.prune(networks, chosen, most, torch.zeros(chosen.shape), fit(1, target))
    cost = squared_error(networks.networks(networks.weights), X, target)
    smallest = weights.abs().argsort(dim=1)[:, :spared]
    by_magnitude = squared_error(networks.networks(weights.scatter(1, smallest, 0.0)), X, target)
    assert (networks.weights == 0).sum() == spared
    assert cost.item() < 0.01 * by_magnitude.item()


def test_among_outgoing_links_the_surgeon_takes_the_one_that_least_squares_misses_least() -> None:
    """The output is linear in them, so that the surgeon's approximation is exact."""
    plan = layout(SPACE, 1)
    networks = population(6)
    hidden = torch.sigmoid(torch.einsum("bni,si->bsn", plan.view(networks.weights, "weights_1"), X))
    best = torch.linalg.lstsq(hidden, DATA.y_train.expand(6, -1, -1)).solution
    plan.view(networks.weights, "weights_2").copy_(best.transpose(1, 2))
    section = plan.sections["weights_2"]
    chosen = torch.arange(section.start, section.stop).expand(6, -1)
    most = limit(networks, chosen.shape[1] - 1)
    surgeon.prune(networks, chosen, most, torch.zeros(chosen.shape), fit(6))
    missed = []
    for q in range(SPACE.max_width):
        others = hidden[:, :, [n for n in range(SPACE.max_width) if n != q]]
        answers = others @ torch.linalg.lstsq(others, DATA.y_train.expand(6, -1, -1)).solution
        missed.append((answers - DATA.y_train).square().sum(dim=(1, 2)))
    taken = (networks.weights[:, section.start : section.stop] == 0).int().argmax(1)
    assert torch.equal(taken, torch.stack(missed).argmin(0))
    assert not torch.equal(taken, best[:, :, 0].abs().argmin(1))


def test_noise_makes_the_surgeon_choose_otherwise() -> None:
    plain, noisy = population(1), population(1)
    chosen = all_links(plain)
    most = limit(plain, chosen.shape[1] - 1)
    surgeon.prune(plain, chosen, most, torch.zeros(chosen.shape), fit(1))
    noise = torch.zeros(chosen.shape).masked_fill(plain.weights == 0, 1e3)
    surgeon.prune(noisy, chosen, most, noise, fit(1))
    assert not torch.equal(plain.weights == 0, noisy.weights == 0)


def test_dead_links_are_dropped_after_pruning() -> None:
    networks = population(1)
    plan = layout(SPACE, 1)
    plan.view(networks.weights, "weights_2")[0, 0, 1] = 0
    networks.drop_dead()
    assert (plan.view(networks.weights, "weights_1")[0, 1] == 0).all()
    assert networks.links.sum() == plan.parameters - 1 - SPACE.inputs


def test_each_network_can_have_its_own_target_and_decay_whatever_fits_into_memory_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    together, decay = population(5), torch.linspace(0, 1, 5)
    y = predict(unpack(SPACE, 1, torch.cat([teacher(SPACE, 1, seed) for seed in range(5)])), X)
    alone = [together.part(slice(k, k + 1)) for k in range(5)]
    for k, network in enumerate(alone):
        levenberg.step(network, all_links(network), Fit(X, y[k : k + 1], decay[k : k + 1, None]))
    links = all_links(together)
    monkeypatch.setattr(normal_equations, "HELD_AT_ONCE", 2 * links.shape[1] * len(X))
    levenberg.step(together, links, Fit(X, y, decay[:, None]))
    expected = torch.cat([network.weights for network in alone])
    torch.testing.assert_close(together.weights, expected, rtol=1e-3, atol=1e-3)
