"""Many dense networks trained on the table itself, then cut step by step and trained again.

Gradual magnitude pruning (Zhu and Gupta, 2017), the learning rate rewound after every cut (Renda, Frankle and
Carbin, 2020). All starts of a depth are one batch. An attempt begins with fresh starts; how far it has come,
from 0 to 1, is told from outside, so that attempts fill whatever time there is.

Letters as in mlp/layout.py; K starts a depth; S rows of a step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..native import squared_error
from ..polish.population import Population
from ..search.finish import falling, replace_worst
from ..search.state import Hunt, offer, sample
from .dense import draw_dense

# Population keeps one for Levenberg and Marquardt's method; Adam has no use for it.
NO_DAMPING = 0.0


@dataclass
class Cohort:
    """The starts of one depth in one attempt.

    weights [K, W]: those that the optimiser moves; sizes: the most links that a network keeps in each round.
    """

    population: Population
    weights: Tensor
    optimizer: torch.optim.Adam
    sizes: list[int]


@dataclass
class DirectPrune(Hunt):
    """settings: the pipeline's `direct_prune`; round: of the present attempt, -1 between attempts.

    drawn: starts of each depth so far, in all attempts; they are numbered through.
    """

    settings: Mapping[str, Any]
    cohorts: dict[int, Cohort]
    round: int
    drawn: int


def init(hunt: Hunt, settings: Mapping[str, Any]) -> DirectPrune:
    """Takes over a hunt that has found nothing; the first step draws the first starts."""
    return DirectPrune(**vars(hunt), settings=settings, cohorts={}, round=-1, drawn=0)


def step(rival: DirectPrune, progress: float) -> None:
    """One step of Adam on every start of every depth, `progress` in [0, 1) of the way through an attempt."""
    settings = rival.settings
    wanted, within = place(progress, settings)
    if rival.round < 0:
        _begin(rival)
    while rival.round < wanted:
        _cut(rival, _look(rival))
    rate = settings["learning_rate"] * factor(within, rival.round, settings)
    for cohort in rival.cohorts.values():
        _descend(rival, cohort, rate)
    rival.step_count += 1


def end_attempt(rival: DirectPrune) -> None:
    """Offers the networks as they are; the next step draws fresh starts."""
    if rival.round >= 0:
        _look(rival)
    rival.round = -1


def place(progress: float, settings: Mapping[str, Any]) -> tuple[int, float]:
    """The round at `progress`, 0 where all links are there, and how far through it, in [0, 1)."""
    dense, rounds = settings["dense_share"], settings["rounds"]
    if progress < dense:
        return 0, progress / dense
    past = (progress - dense) / (1 - dense) * rounds
    whole = min(int(past), rounds - 1)
    return whole + 1, past - whole


def factor(within: float, round_: int, settings: Mapping[str, Any]) -> float:
    """Of the learning rate: linear warm-up and a cosine, anew in every round, lower once links were cut."""
    peak = 1.0 if round_ == 0 else settings["rewind"]
    last: float = settings["final_fraction"]
    cosine = last + (1 - last) * (1 + math.cos(math.pi * within)) / 2
    return float(peak * min(1.0, within / settings["warmup_share"]) * cosine)


def _begin(rival: DirectPrune) -> None:
    count = rival.settings["starts"]
    start = torch.arange(rival.drawn, rival.drawn + count, device=rival.device)
    for depth in rival.space.depths:
        packed = draw_dense(rival, depth, count, rival.settings["gains"])
        population = Population.of(rival.space, depth, packed, start, NO_DAMPING)
        largest = max(1, int(population.links.sum(1).max()))
        fewest = min(largest, rival.settings["fewest"])
        sizes = falling(largest, fewest, rival.settings["rounds"] + 1)
        rival.cohorts[depth] = Cohort(population, *_moving(rival, population), sizes)
    rival.drawn += count
    rival.round = 0


def _moving(rival: DirectPrune, population: Population) -> tuple[Tensor, torch.optim.Adam]:
    """Weights to descend, and an optimiser that remembers nothing: its moments are of larger networks."""
    weights = population.weights.clone().requires_grad_()
    betas = (0.9, rival.settings["second_beta"])
    return weights, torch.optim.Adam([weights], lr=rival.settings["learning_rate"], betas=betas, fused=True)


def _descend(rival: DirectPrune, cohort: Cohort, rate: float) -> None:
    x, y = sample(rival, rival.settings["rows"])
    population = cohort.population
    networks = population.networks(cohort.weights * population.links)
    fvu = squared_error(networks, x, y) / (y.numel() * rival.variation)
    cohort.optimizer.param_groups[0]["lr"] = rate
    cohort.optimizer.zero_grad(set_to_none=True)
    torch.autograd.backward(torch.log(fvu + rival.settings["fvu_floor"]).sum())
    cohort.optimizer.step()


def _look(rival: DirectPrune) -> dict[int, Tensor]:
    """Offers every start as it is; their errors by depth, `[K]`."""
    errors = {}
    for depth, cohort in rival.cohorts.items():
        population = cohort.population
        population.weights = cohort.weights.detach() * population.links
        errors[depth] = offer(rival, depth, population.packed, population.start)
    return errors


def _cut(rival: DirectPrune, errors: Mapping[int, Tensor]) -> None:
    """Into the next round: the worst starts become copies of the best, and the weakest links go.

    Noise on the sizes of weights lets copies lose other links; links that are dead without those go too.
    """
    rival.round += 1
    settings = rival.settings
    for depth, cohort in rival.cohorts.items():
        population = cohort.population
        replace_worst(population, errors[depth], settings["replace_fraction"])
        noise = torch.randn(population.weights.shape, generator=rival.generator, device=rival.device)
        noisy = population.weights * torch.exp(settings["prune_noise"] * noise)
        population.links = strongest(noisy, population.links, cohort.sizes[rival.round])
        population.weights = population.weights * population.links
        population.drop_dead()
        cohort.weights, cohort.optimizer = _moving(rival, population)


def strongest(weights: Tensor, links: Tensor, most: int) -> Tensor:
    """Which of `links [K, W]` stay where no network keeps more than `most`: those of the largest weights."""
    size = torch.where(links, weights.abs(), -1.0)
    rank = size.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return links & (rank < most)
