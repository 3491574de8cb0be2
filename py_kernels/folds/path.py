"""From dense networks to the smallest, in every view at once: fitted, pruned, fitted again, size by size.

Letters as in mlp/layout.py; G tables; V views, table after table; S rows; R repeats; K networks: kind after
kind, view after view within a kind; n links of the largest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from ..mlp.space import Space
from ..polish import levenberg
from ..polish.absorb import absorb
from ..polish.evidence import belief, decays
from ..polish.fit import Fit
from ..polish.population import Population
from ..polish.surgeon import prune
from .candidate import Candidate
from .group import Group, Kind, grouped, of
from .lesson import Lesson
from .robust import weights
from .sizes import smaller
from .views import Views

# What the weights are held by before the evidence has spoken.
FIRST_DECAY = 0.01
# Of an output's bias: it is the target's mean, which no prior holds.
FREE = 1e-6


@dataclass
class Path:
    """Networks of some kinds on their way down; `walk` moves them and leaves what it finds.

    spared [W]: biases of the outputs, which lie in the target's offset and are not counted. groups [W]: which
    links are held alike, -1: as they are. settings: the pipeline's `folds`.
    """

    views: Views
    lesson: Lesson
    kinds: Sequence[Kind]
    settings: Mapping[str, Any]
    generator: torch.Generator
    group: Group
    groups: Tensor
    spared: Tensor
    found: list[Candidate]
    hurried: bool = False

    @staticmethod
    def of(
        views: Views,
        lesson: Lesson,
        space: Space,
        depth: int,
        kinds: Sequence[Kind],
        settings: Mapping[str, Any],
        packed: Tensor,
        generator: torch.Generator,
        found: list[Candidate],
    ) -> Path:
        """From networks `packed [kinds * V * starts, P]`."""
        place = torch.arange(len(packed), device=packed.device)
        each = len(packed) // (views.number * len(kinds))
        population = Population.of(space, depth, packed, place % each, levenberg.FIRST_DAMPING)
        groups = grouped(space, depth).to(packed.device)
        spared = (groups < 0) & torch.tensor(space.bias)
        first = torch.tensor([FIRST_DECAY if kind.decay is None else kind.decay for kind in kinds])
        by_evidence = torch.tensor([kind.decay is None for kind in kinds], device=packed.device)
        share = len(packed) // len(kinds)
        decay = first.to(packed).repeat_interleave(share)[:, None].repeat(1, population.weights.shape[1])
        decay[:, spared] = FREE
        population.links[:, spared] = True
        view = place // each % views.number
        rows = lesson.counts[view]
        x, target = of(lesson.x, view), of(lesson.target, view)
        group = Group(population, decay, by_evidence.repeat_interleave(share), x, target, rows, rows)
        return Path(views, lesson, kinds, settings, generator, group, groups, spared, found)

    def setting(self, name: str) -> Any:
        """Of the pipeline's `folds`, or less where time is short."""
        asked, hurry = self.settings[name], self.settings["hurry"]
        return min(asked, hurry[name]) if self.hurried and name in hurry else asked

    def fit(self, group: Group) -> Fit:
        return group.fit(self.views.task)

    @property
    def each(self) -> int:
        """Networks of a kind."""
        return len(self.group.rows) // len(self.kinds)


def walk(path: Path, most: int) -> Iterator[None]:
    """Every next() is a step of Levenberg and Marquardt's method of all networks; `path.found` grows.

    Sizes above `most` are not kept.
    """
    settings = path.settings
    if any(kind.few for kind in path.kinds):
        yield from _note(path, [kind.few for kind in path.kinds], as_it_is=True)
    if settings["dense_steps"] == 0:
        return
    racing = min(settings["race_steps"], settings["dense_steps"])
    yield from _fit(path, path.group, "dense_steps", racing)
    _keep(path, settings["survivors"])
    yield from _fit(path, path.group, "dense_steps", settings["dense_steps"] - racing)
    size = _largest(path)
    yield from _note(path, [each <= most for each in size])
    while size := _go_on(path, size):
        size = [smaller(each, path.setting("size_ratio"), _least(path)) for each in size]
        _prune(path, size)
        yield from _fit(path, path.group, "steps")
        yield from _note(path, [each <= most for each in size])


def _fit(path: Path, group: Group, setting: str, most: int | None = None) -> Iterator[None]:
    """So many steps as the setting says, at most `most`."""
    views, settings = path.views, path.settings
    population, chosen = group.population, group.chosen
    for count in range(settings[setting] if most is None else most):
        if count >= path.setting(setting):
            return
        due = count >= settings["evidence_after"] and count % settings["evidence_every"] == 0
        if due and views.robust:
            misses = (group.answers(group.x.shape[1]) - group.target)[:, 0]
            group.counts = weights(misses, group.rows)
        if due and bool(group.by_evidence.any()):
            part = group.by_evidence.nonzero().flatten()
            fit = path.fit(group).part(part)
            group.decay[part] = decays(population.part(part), chosen[part], fit, path.groups)
        levenberg.step(population, chosen, path.fit(group))
        yield


def _least(path: Path) -> int:
    """Numbers of the smallest networks that are looked at: of lines none, a constant."""
    return 0 if path.group.population.depth == 0 else 1


def _largest(path: Path) -> list[int]:
    """Links of the largest network of each kind, the outputs' biases not counted."""
    counts = (path.group.population.links & ~path.spared).sum(1)
    return [int(count) for count in counts.view(len(path.kinds), -1).amax(1)]


def _go_on(path: Path, size: list[int]) -> list[int]:
    """Leaves kinds behind that are as small as they get; returns the sizes of the others."""
    going = [i for i, each in enumerate(size) if each > _least(path)]
    if 0 < len(going) < len(size):
        index = torch.arange(len(path.group.rows)).view(len(path.kinds), -1)[going].flatten()
        path.group, path.kinds = path.group.part(index), [path.kinds[i] for i in going]
    return [size[i] for i in going]


def _prune(path: Path, most: Sequence[int]) -> None:
    group = path.group
    population, chosen = group.population, group.chosen
    noise = torch.randn(chosen.shape, generator=path.generator, device=chosen.device)
    noise = noise * path.settings["prune_noise"]
    limit = torch.tensor(most, device=chosen.device).repeat_interleave(path.each)
    prune(population, chosen, limit, noise, path.fit(group), path.spared)
    absorb(population)
    population.drop_dead()
    population.links[:, path.spared] = True
    population.damping = population.damping.clamp_max(levenberg.FIRST_DAMPING)


def _misfit(path: Path, group: Group) -> Tensor:
    """By what networks that were fitted to the same rows are compared, `[K]`.

    Under the evidence's prior minus its logarithm, otherwise what was lowered.
    """
    population, fit = group.population, path.fit(group)
    misfit = levenberg.loss(population, population.weights, fit).double()
    part = group.by_evidence.nonzero().flatten()
    if len(part) > 0:
        known = belief(population.part(part), group.chosen[part], fit.part(part))
        misfit[part] = -known.logarithm
    return torch.where(misfit.isfinite(), misfit, torch.inf)


def _ranked(path: Path) -> Tensor:
    """Numbers of the networks of each kind and view, the best first, `[kinds * V, starts]`."""
    misfit = _misfit(path, path.group).view(len(path.kinds) * path.views.number, -1)
    first = torch.arange(len(misfit), device=misfit.device)[:, None] * misfit.shape[1]
    return first + misfit.argsort(dim=1, stable=True)


def _keep(path: Path, count: int) -> None:
    """Goes on with the best `count` networks of each kind and view."""
    path.group = path.group.part(_ranked(path)[:, :count].flatten())


def _note(path: Path, wanted: Sequence[bool], as_it_is: bool = False) -> Iterator[None]:
    """Keeps the best network of all rows of each table, of the kinds that are `wanted`.

    With it goes what the best of each view answers to the rows it lacks. That of all rows is the best of
    those that the views' best become when they are fitted to all rows: one view alone may sit in a poor
    minimum. `as_it_is`: without a fit, the network of all rows is the first view's.
    """
    kinds = [kind for kind, is_wanted in zip(path.kinds, wanted, strict=True) if is_wanted]
    if not kinds:
        return
    views = path.views
    places = torch.tensor(wanted).nonzero().flatten()
    first = _ranked(path)[:, 0].view(len(path.kinds), -1)[places]
    best = path.group.part(first.flatten())
    rows = views.x.shape[1]
    answers = best.answers(rows).view(len(kinds), views.number, -1, rows)
    whole = _of_all_rows(best, path)
    if as_it_is:
        yield
        winner = torch.arange(0, len(whole.rows), views.each, device=whole.rows.device)
    else:
        yield from _fit(path, whole, "refit_steps")
        misfit = _misfit(path, whole).view(-1, views.each)
        winner = torch.arange(len(misfit), device=misfit.device) * views.each + misfit.argmin(1)
    chosen = whole.part(winner)
    noise = belief(chosen.population, chosen.chosen, chosen.fit(views.task, rows)).noise.sqrt()
    for i, kind in enumerate(kinds):
        part = slice(i * views.tables, (i + 1) * views.tables)
        left_out = views.left_out(answers[i])
        is_sound = answers[i].view(views.tables, -1).isfinite().all(1)[:, None, None, None]
        candidate = Candidate(
            kind.number,
            chosen.population.depth,
            chosen.population.start[part],
            chosen.population.packed[part],
            torch.where(is_sound, left_out, torch.nan),
            noise[part],
        )
        path.found.append(candidate)


def _of_all_rows(group: Group, path: Path) -> Group:
    """The same networks, a kind's of every view, to be fitted as their table's first view's are."""
    views, lesson = path.views, path.lesson
    view = torch.arange(len(group.rows), device=group.rows.device) % views.number
    first = view - view % views.each
    rows = lesson.counts[first]
    # What all views of the only table share stays one.
    target = lesson.target[:1] if views.tables == 1 else lesson.target[first]
    return replace(group.part(torch.arange(len(group.rows))), target=target, rows=rows, counts=rows)
