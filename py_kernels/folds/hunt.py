"""The hunt for small networks by folds: lines first, then kinds of networks, those of a depth together.

G tables; V views, table after table; S rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..nets import Autoencoder, Tabular
from .candidate import Candidate
from .group import Kind
from .lesson import Lesson
from .lines import lines
from .path import Path, walk
from .select import selected
from .sizes import length
from .starts import drawn, embedded, fed_only
from .tabled import Reading
from .teacher import taught
from .views import Views

LINE = -1
# Lines of classes and of several targets are fitted as networks are; each is one convex problem.
LINE_DECAYS: tuple[str | float, ...] = ("evidence", 0.1, 3.0)
LINE_STEPS = {"dense_steps": 20, "steps": 6, "refit_steps": 4}

# Rows of which a teacher takes too long, and says little that they do not.
MOST_TAUGHT = 400

# Kinds that go down together: numbers and settings.
Wave = list[tuple[int, Mapping[str, Any]]]


@dataclass
class FoldHunt:
    """A hunt under way; `init` makes it, `step` moves it.

    fed [V, I]: inputs that networks of each view begin with. candidates: what was found so far; left: the
    steps of the present wave, on `path`, that are to come; waves: those that have not begun. reading: of the
    rows, once, for all kinds that are read.
    """

    space: Space
    views: Views
    autoencoder: Autoencoder | None
    embedding: Views | None
    settings: Mapping[str, Any]
    most: int
    generator: torch.Generator
    fed: Tensor
    waves: list[Wave]
    candidates: list[Candidate]
    left: Iterator[None] = field(default_factory=lambda: iter(()))
    path: Path | None = None
    reading: Reading | None = None
    step_count: int = 0
    total: int = 0


def init(
    space: Space,
    views: Views,
    settings: Mapping[str, Any],
    most: int,
    seed: int,
    device: torch.device,
    autoencoder: Autoencoder | None = None,
    embedding: Views | None = None,
) -> FoldHunt:
    """A hunt that has found no networks yet; those of more than `most` numbers are not kept.

    `space` has as many inputs as `views.x` and as many outputs as `views.y`. Kinds that come from a latent
    space need one table, `autoencoder`, and `embedding`: the same rows in its inputs' range and with as many
    inputs; drawn kinds that say `read` need an `autoencoder` of tables. Raises ValueError without.
    """
    views = views.to(device)
    embedding = None if embedding is None else embedding.to(device)
    generator = torch.Generator(device)
    generator.manual_seed(seed)
    if settings["latent"] and (autoencoder is None or embedding is None or views.tables > 1):
        raise ValueError(
            "kinds that begin from a latent space need one table, an autoencoder, and rows in its range"
        )
    if any(_is_read(kind) for kind in settings["drawn"]) and not isinstance(autoencoder, Tabular):
        raise ValueError("kinds that are read from the rows need an autoencoder of tables")
    hunt = FoldHunt(
        space,
        views,
        autoencoder,
        embedding,
        settings,
        most,
        generator,
        selected(views, settings["most_inputs"]),
        _waves(views, settings),
        [],
    )
    if settings["lines"] and _has_lasso(views):
        hunt.candidates += lines(views, space, most, settings["line_alone"])
    hunt.total = sum(_length(hunt, wave) for wave in hunt.waves)
    return hunt


def step(hunt: FoldHunt, hurried: bool = False) -> bool:
    """One step of all networks of the present wave, or of the next; False where there is none left.

    `hurried`: time is short, so that the way down is made of fewer sizes and steps from here on.
    """
    if hunt.path is not None:
        hunt.path.hurried = hurried
    while next(hunt.left, hunt) is hunt:
        if not hunt.waves:
            return False
        hunt.path = _begin(hunt, hunt.waves.pop(0))
        hunt.path.hurried = hurried
        hunt.left = walk(hunt.path, hunt.most)
    hunt.step_count += 1
    return True


def _has_lasso(views: Views) -> bool:
    return views.task.name == "squares" and views.y.shape[2] == 1


def _teacher(kind: Mapping[str, Any]) -> float:
    """What a teacher's answers count for; lines and latent kinds have none."""
    return float(kind.get("teacher", 0))


def _is_read(kind: Mapping[str, Any]) -> bool:
    return bool(kind.get("read", False))


def _has_teacher(views: Views) -> bool:
    is_small = views.tables == 1 and views.x.shape[1] <= MOST_TAUGHT
    return _has_lasso(views) and not views.robust and is_small


def _waves(views: Views, settings: Mapping[str, Any]) -> list[Wave]:
    """Lines, unless the lasso makes them; drawn kinds, neighbours alike together; latent ones."""
    numbered = list(enumerate(settings["drawn"]))
    drawn_kinds = [each for each in numbered if _teacher(each[1]) == 0 or _has_teacher(views)]
    alike = groupby(drawn_kinds, key=lambda each: (each[1]["depth"], _teacher(each[1])))
    waves = [list(wave) for _, wave in alike]
    first = len(settings["drawn"])
    waves += [[(first + i, kind)] for i, kind in enumerate(settings["latent"])]
    if settings["lines"] and not _has_lasso(views):
        waves.insert(0, [(LINE, {"depth": 0, "decay": decay}) for decay in LINE_DECAYS])
    return waves


def _is_latent(hunt: FoldHunt, wave: Wave) -> bool:
    return wave[0][0] >= len(hunt.settings["drawn"])


def _settings(hunt: FoldHunt, wave: Wave) -> Mapping[str, Any]:
    return {**hunt.settings, **LINE_STEPS} if wave[0][1]["depth"] == 0 else hunt.settings


def _begin(hunt: FoldHunt, wave: Wave) -> Path:
    depth, views, space = wave[0][1]["depth"], hunt.views, hunt.space
    kinds = [Kind.of(number, kind, views.task) for number, kind in wave]
    if _is_latent(hunt, wave) and hunt.autoencoder is not None and hunt.embedding is not None:
        space, views = hunt.autoencoder.space, hunt.embedding
        packed = embedded(hunt.autoencoder, views, depth, hunt.settings, hunt.generator).flatten(0, 1)
    elif depth == 0:
        packed = _empty_lines(hunt).repeat(len(wave) * views.number, 1)
    else:
        packed = torch.cat([_drawn(hunt, kind) for _, kind in wave])
    settings = _settings(hunt, wave)
    taught_by = _teacher(wave[0][1])
    lesson = taught(views, taught_by, hunt.generator) if taught_by > 0 else Lesson.of(views)
    path = Path.of(views, lesson, space, depth, kinds, settings, packed, hunt.generator, hunt.candidates)
    if depth == 0:
        path.group.population.links[:] = True
    return path


def _empty_lines(hunt: FoldHunt) -> Tensor:
    return torch.zeros(1, layout(hunt.space, 0).size, device=hunt.generator.device)


def _drawn(hunt: FoldHunt, kind: Mapping[str, Any]) -> Tensor:
    """Networks of each view, `[V * starts, P]`: read from its rows, or random, the same in each view.

    Each view feeds them with inputs of its own.
    """
    starts = hunt.settings["starts"]
    if _is_read(kind) and isinstance(hunt.autoencoder, Tabular):
        most = hunt.most if kind.get("few", False) else None
        if hunt.reading is None:
            hunt.reading = Reading.of(hunt.autoencoder, hunt.views, hunt.space, starts, hunt.generator)
        return hunt.reading.networks(kind["depth"], most)
    fed = int(hunt.fed.sum(1).max())
    packed = drawn(hunt.space, kind, starts, fed, hunt.generator).repeat(hunt.views.number, 1)
    return fed_only(hunt.space, kind["depth"], packed, hunt.fed.repeat_interleave(starts, dim=0))


def _length(hunt: FoldHunt, wave: Wave) -> int:
    """Steps that a wave takes: of a latent one at most, as its networks may be sparse."""
    depth = wave[0][1]["depth"]
    settings = _settings(hunt, wave)
    if depth == 0:
        links = hunt.space.inputs * hunt.space.outputs
        return length([links] * len(wave), settings, hunt.most, 0)
    if _is_latent(hunt, wave) and hunt.autoencoder is not None:
        return length([layout(hunt.autoencoder.space, depth).parameters], settings, hunt.most)
    return length([_links(hunt, kind) for _, kind in wave], settings, hunt.most)


def _links(hunt: FoldHunt, kind: Mapping[str, Any]) -> int:
    """Of a dense network of the kind, without the outputs' biases; of one of few links as many as may be."""
    is_read = _is_read(kind)
    fed = hunt.space.inputs if is_read else int(hunt.fed.sum(1).max())
    bends, width = kind["neurons"], kind["neurons"] + kind["linear"]
    hidden = width * fed + (kind["depth"] - 1) * width * width + kind["depth"] * bends
    links = int(hidden + width * hunt.space.outputs)
    return min(links, hunt.most) if is_read and kind.get("few", False) else links
