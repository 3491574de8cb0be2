"""From dense networks to the smallest, in every view at once: fitted, pruned, fitted again, size by size.

Letters as in mlp/layout.py; V views; S rows; R repeats; K networks, view after view; n links of the largest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from ..polish import levenberg
from ..polish.absorb import absorb
from ..polish.evidence import belief, decays
from ..polish.levenberg import chosen_links
from ..polish.population import Population
from ..polish.surgeon import prune
from .candidate import Candidate
from .robust import weights
from .views import Views

# What the weights are held by before the evidence has spoken.
FIRST_DECAY = 0.01
# Of an output's bias: it is the target's mean, which no prior holds.
FREE = 1e-6


@dataclass
class Group:
    """Networks, and what each is fitted to.

    decay [K, W]; rows [K, S]: how often it has each row; counts [K, S]: what they count, less than `rows`
    where errors are robust.
    """

    population: Population
    decay: Tensor
    rows: Tensor
    counts: Tensor

    def part(self, index: Tensor) -> Group:
        return Group(self.population.part(index), self.decay[index], self.rows[index], self.counts[index])

    @property
    def chosen(self) -> Tensor:
        """Numbers of the links, `[K, n]`."""
        links = self.population.links
        return chosen_links(links, max(1, int(links.sum(1).max())))


@dataclass
class Path:
    """Networks of one kind on their way down; `walk` moves them and leaves what it finds.

    group: K = V * starts networks, those of a view beside each other. groups [W]: which links are held alike,
    -1: as they are. kind: as the pipeline's schema says it; number: its place there; settings: the pipeline's
    `folds`.
    """

    views: Views
    number: int
    kind: Mapping[str, Any]
    settings: Mapping[str, Any]
    generator: torch.Generator
    group: Group
    groups: Tensor
    found: list[Candidate]

    @staticmethod
    def of(
        views: Views,
        space: Space,
        number: int,
        kind: Mapping[str, Any],
        settings: Mapping[str, Any],
        packed: Tensor,
        generator: torch.Generator,
        found: list[Candidate],
    ) -> Path:
        """From networks `packed [V * starts, P]`, those of a view beside each other."""
        place = torch.arange(len(packed), device=packed.device)
        each = len(packed) // views.number
        population = Population.of(space, kind["depth"], packed, place % each, levenberg.FIRST_DAMPING)
        first = FIRST_DECAY if kind["decay"] == "evidence" else float(kind["decay"])
        decay = torch.full_like(population.weights, first)
        groups = grouped(space, kind["depth"]).to(packed.device)
        decay[:, groups < 0] = FREE
        population.links[:, groups < 0] = True
        rows = views.counts[place // each]
        group = Group(population, decay, rows, rows)
        return Path(views, number, kind, settings, generator, group, groups, found)

    @property
    def intercept(self) -> int | None:
        """The number of the output's bias, which is not counted: it lies in the target's offset."""
        space, depth = self.group.population.space, self.group.population.depth
        return layout(space, depth).sections[f"bias_{depth + 1}"].start if space.bias else None


def walk(path: Path, most: int) -> Iterator[None]:
    """Every next() is a step of Levenberg and Marquardt's method of all networks; `path.found` grows.

    Sizes above `most` are not kept.
    """
    settings = path.settings
    yield from _fit(path, path.group, settings["dense_steps"])
    largest = _largest(path)
    if largest <= most:
        yield from _note(path)
    _keep(path, settings["survivors"])
    for size in sizes(largest, settings["size_ratio"]):
        _prune(path, size)
        yield from _fit(path, path.group, settings["steps"])
        if size <= most:
            yield from _note(path)


def sizes(largest: int, ratio: float) -> list[int]:
    """Falling from below `largest` to 1, each about `ratio` of the one before."""
    found, size = [], largest
    while size > 1:
        size = max(1, min(size - 1, int(size * ratio)))
        found.append(size)
    return found


def length(largest: int, settings: Mapping[str, Any], most: int) -> int:
    """How many steps a walk from dense networks of `largest` links takes."""
    below = sizes(largest, settings["size_ratio"])
    noted = sum(size <= most for size in [largest, *below])
    return int(settings["dense_steps"] + settings["steps"] * len(below) + settings["refit_steps"] * noted)


def grouped(space: Space, depth: int) -> Tensor:
    """Which links the prior holds alike, `[W]`.

    Those from each input, those into each later layer, the biases of each hidden layer; -1: the output's
    bias, which is free.
    """
    plan = layout(space, depth)
    groups = torch.full((plan.parameters,), -1)
    plan.view(groups, "weights_1")[:] = torch.arange(space.inputs)
    for k in range(2, depth + 2):
        plan.view(groups, f"weights_{k}")[:] = space.inputs + k
    if space.bias:
        for k in range(1, depth + 1):
            plan.view(groups, f"bias_{k}")[:] = space.inputs + depth + 1 + k
    return groups


def _fit(path: Path, group: Group, steps: int) -> Iterator[None]:
    x, y, settings = path.views.x, path.views.target, path.settings
    population, chosen = group.population, group.chosen
    for count in range(steps):
        due = count >= settings["evidence_after"] and count % settings["evidence_every"] == 0
        if due and path.views.robust:
            answers = predict(population.networks(population.weights), x)[:, 0]
            group.counts = weights(answers - path.views.y, group.rows)
        if path.kind["decay"] == "evidence" and due:
            group.decay = decays(population, chosen, x, y, group.decay, group.counts, path.groups)
        levenberg.step(population, chosen, x, y, group.decay, group.counts)
        yield


def _largest(path: Path) -> int:
    """Links of the largest network, the intercept not counted."""
    return int(path.group.population.links.sum(1).max()) - (path.intercept is not None)


def _prune(path: Path, most: int) -> None:
    group, views = path.group, path.views
    population, chosen = group.population, group.chosen
    noise = torch.randn(chosen.shape, generator=path.generator, device=chosen.device)
    noise = noise * path.settings["prune_noise"]
    rows = (views.x, views.target, group.decay, group.counts)
    prune(population, chosen, most, noise, *rows, path.intercept)
    absorb(population)
    population.drop_dead()
    if path.intercept is not None:
        population.links[:, path.intercept] = True
    population.damping = population.damping.clamp_max(levenberg.FIRST_DAMPING)


def _misfit(path: Path, group: Group) -> Tensor:
    """By what networks that were fitted to the same rows are compared, `[K]`.

    Under the evidence's prior minus its logarithm, otherwise what was lowered.
    """
    population, x, y = group.population, path.views.x, path.views.target
    if path.kind["decay"] == "evidence":
        misfit = -belief(population, group.chosen, x, y, group.decay, group.counts).logarithm
    else:
        misfit = levenberg.loss(population, population.weights, x, y, group.decay, group.counts)
    return torch.where(misfit.isfinite(), misfit, torch.inf)


def _ranked(path: Path) -> Tensor:
    """Numbers of the networks of each view, the best first, `[V, K / V]`."""
    misfit = _misfit(path, path.group).view(path.views.number, -1)
    first = torch.arange(len(misfit), device=misfit.device)[:, None] * misfit.shape[1]
    return first + misfit.argsort(dim=1, stable=True)


def _keep(path: Path, count: int) -> None:
    """Goes on with the best `count` networks of each view."""
    path.group = path.group.part(_ranked(path)[:, :count].flatten())


def _note(path: Path) -> Iterator[None]:
    """Keeps the best network of all rows, with what the best of each view answers to the rows it lacks.

    That of all rows is the best of those that the views' best become when they are fitted to all rows: one
    view alone may sit in a poor minimum.
    """
    views = path.views
    best = path.group.part(_ranked(path)[:, 0])
    answers = predict(best.population.networks(best.population.weights), views.x)[:, 0]
    rows = views.counts[:1].expand(len(answers), -1)
    whole = Group(best.population.part(slice(None)), best.decay, rows, rows)
    yield from _fit(path, whole, path.settings["refit_steps"])
    winner = _misfit(path, whole).argmin()[None]
    chosen = whole.part(winner)
    known = belief(chosen.population, chosen.chosen, views.x, views.target, chosen.decay, chosen.counts)
    if not bool(answers.isfinite().all()):
        return
    candidate = Candidate(
        path.number,
        chosen.population.depth,
        int(chosen.population.start[0]),
        chosen.population.packed[0],
        views.left_out(answers),
        float(known.noise[0]) ** 0.5,
    )
    path.found.append(candidate)
