"""After the latent search: hard networks are polished and pruned on their own weights, round by round.

Letters as in mlp/layout.py; K networks a depth; n links of the largest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..polish import levenberg
from ..polish.fit import Fit
from ..polish.levenberg import chosen_links
from ..polish.population import Population
from ..polish.surgeon import prune
from . import latent as latent_search
from .regrow import regrown
from .state import Hunt, Search, offer, sample


@dataclass
class Finish:
    """Rounds of polishing; after each the largest networks lose links and the worst give way to copies.

    sizes: by depth, the most links that a network keeps in each round; chosen: by depth, the links of each
    network, `[K, n]`, n the present round's size.
    """

    settings: Mapping[str, Any]
    populations: dict[int, Population]
    sizes: dict[int, list[int]]
    chosen: dict[int, Tensor]
    round: int


def init(
    hunt: Hunt,
    finish: Mapping[str, Any],
    rounds: int,
    depths: Sequence[int],
    drawn_share: float,
    regrow_share: float | None = None,
) -> None:
    """Begins the finish at `depths` in `rounds` rounds (at least one).

    It begins from the best of a latent search and from drawn networks, which are `drawn_share` of them where
    there are both; with a `regrow_share` from the best networks so far instead, made dense again by links of
    that share of the weight range (0: as they are). Raises ValueError where there is nothing to begin from.
    """
    if isinstance(hunt, Search):
        latent_search.evaluate(hunt)
    populations, sizes, chosen = {}, {}, {}
    for depth in depths:
        count = finish["networks"]
        if regrow_share is None:
            packed, start = _first_networks(hunt, depth, count, drawn_share)
        else:
            packed, start = regrown(hunt, depth, count, regrow_share)
        population = Population.of(hunt.space, depth, packed, start, levenberg.FIRST_DAMPING)
        largest = max(1, int(population.links.sum(1).max()))
        populations[depth] = population
        sizes[depth] = falling(largest, min(largest, finish["fewest"]), rounds)
        chosen[depth] = chosen_links(population.links, largest)
    hunt.finish = Finish(finish, populations, sizes, chosen, 0)


def _first_networks(hunt: Hunt, depth: int, count: int, drawn_share: float) -> tuple[Tensor, Tensor]:
    """`count` networks to begin from, packed `[count, P]`, and the numbers of their starts `[count]`."""
    leaders, offered = hunt.leaders.get(depth), hunt.offered.get(depth)
    if leaders and offered:
        drawn = round(drawn_share * count)
        parts = [leaders.best(count - drawn), offered.best(drawn)]
    elif only := leaders or offered:
        parts = [only.best(count)]
    else:
        raise ValueError(f"there are no networks of depth {depth} to finish: offer_networks comes first")
    return torch.cat([packed for packed, _ in parts]), torch.cat([start for _, start in parts])


def step(hunt: Hunt) -> None:
    """One step of every network of every depth on its own weights."""
    finish = begun(hunt)
    for depth, population in finish.populations.items():
        levenberg.step(population, finish.chosen[depth], _fit(hunt, finish, population))
    hunt.step_count += 1


def end_round(hunt: Hunt) -> None:
    """Offers the networks to the archives; then, but after the last round, replaces the worst and prunes."""
    finish = begun(hunt)
    finish.round += 1
    for depth, population in finish.populations.items():
        mse = offer(hunt, depth, population.packed, population.start)
        if finish.round >= len(finish.sizes[depth]):
            continue
        copied = replace_worst(population, mse, finish.settings["replace_fraction"])
        size = finish.sizes[depth][finish.round]
        _prune(hunt, finish, population, size, copied)
        population.drop_dead()
        # A converged network has learned to take tiny steps; a pruned one has somewhere to go again.
        population.damping = population.damping.clamp_max(levenberg.FIRST_DAMPING)
        finish.chosen[depth] = chosen_links(population.links, size)


def begun(hunt: Hunt) -> Finish:
    if hunt.finish is None:
        raise ValueError("the finish has not begun: finish.init comes first")
    return hunt.finish


def falling(first: int, last: int, rounds: int) -> list[int]:
    """`rounds` sizes from `first` to `last`, each about the same share of the one before."""
    ratio = (last / first) ** (1 / max(1, rounds - 1))
    return [max(last, round(first * ratio**r)) for r in range(rounds)]


def replace_worst(population: Population, mse: Tensor, share: float) -> Tensor:
    """The worst `share` of the networks become copies of the best. Returns which are copies, bool `[K]`."""
    count = len(mse)
    replaced = math.floor(share * count)
    order = torch.where(mse.isfinite(), mse, torch.inf).argsort(stable=True)
    population.take(torch.cat((order[: count - replaced], order[:replaced])))
    return torch.arange(count, device=mse.device) >= count - replaced


def _prune(hunt: Hunt, finish: Finish, population: Population, size: int, copied: Tensor) -> None:
    settings = finish.settings
    chosen = chosen_links(population.links, finish.chosen[population.depth].shape[1])
    noise = torch.randn(chosen.shape, generator=hunt.generator, device=hunt.device)
    noise = noise * torch.where(copied, settings["copy_noise"], settings["prune_noise"])[:, None]
    most = torch.full_like(population.start, size)
    prune(population, chosen, most, noise, _fit(hunt, finish, population))


def _fit(hunt: Hunt, finish: Finish, population: Population) -> Fit:
    """Some of the rows, and one decay for all links: of the squared errors of a constant."""
    x, y = sample(hunt, finish.settings["rows"])
    decay = finish.settings["weight_decay"] * y.numel() * hunt.variation
    return Fit(x, y, decay.expand(len(population.weights), 1))
