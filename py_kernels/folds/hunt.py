"""The hunt for small networks where rows are few: lines first, then every kind of network in turn.

V views; S rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from ..mlp.layout import layout
from ..mlp.space import Space
from ..nets import Autoencoder
from .candidate import Candidate
from .lines import lines
from .path import Path, length, walk
from .starts import drawn, embedded
from .views import Views


@dataclass
class FoldHunt:
    """A hunt under way; `init` makes it, `step` moves it.

    candidates: what was found so far; left: the steps of the
    present kind that are to come; kinds: those that have not begun.
    """

    space: Space
    views: Views
    autoencoder: Autoencoder | None
    embedding: Views | None
    settings: Mapping[str, Any]
    most: int
    generator: torch.Generator
    kinds: list[tuple[int, Mapping[str, Any]]]
    candidates: list[Candidate]
    left: Iterator[None]
    step_count: int
    total: int


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
    """A hunt that has found lines and nothing else; networks of more than `most` numbers are not kept.

    `space` has as many inputs as `views.x`. Kinds that come from a latent space need `autoencoder`, and
    `embedding`: the same rows in its inputs' range and with as many inputs. Raises ValueError without.
    """
    views = views.to(device)
    embedding = None if embedding is None else embedding.to(device)
    generator = torch.Generator(device)
    generator.manual_seed(seed)
    if settings["latent"] and (autoencoder is None or embedding is None):
        raise ValueError("kinds that begin from a latent space need an autoencoder, and rows in its range")
    kinds = list(enumerate([*settings["drawn"], *settings["latent"]]))
    found = lines(views, space, most) if settings["lines"] else []
    hunt = FoldHunt(
        space,
        views,
        autoencoder,
        embedding,
        settings,
        most,
        generator,
        kinds,
        found,
        iter(()),
        0,
        0,
    )
    hunt.total = sum(_length(hunt, number, kind) for number, kind in kinds)
    return hunt


def step(hunt: FoldHunt) -> bool:
    """One step of all networks of the present kind, or of the next; False where there is none left."""
    while next(hunt.left, hunt) is hunt:
        if not hunt.kinds:
            return False
        _begin(hunt)
    hunt.step_count += 1
    return True


def _begin(hunt: FoldHunt) -> None:
    number, kind = hunt.kinds.pop(0)
    if hunt.autoencoder is None or hunt.embedding is None or number < len(hunt.settings["drawn"]):
        space, views = hunt.space, hunt.views
        packed = drawn(space, kind, hunt.settings["starts"], hunt.generator).repeat(views.number, 1)
    else:
        space, views = hunt.autoencoder.space, hunt.embedding
        packed = embedded(hunt.autoencoder, views, kind["depth"], hunt.settings, hunt.generator).flatten(0, 1)
    path = Path.of(views, space, number, kind, hunt.settings, packed, hunt.generator, hunt.candidates)
    hunt.left = walk(path, hunt.most)


def _length(hunt: FoldHunt, number: int, kind: Mapping[str, Any]) -> int:
    """Steps that a kind takes: of a latent one at most, as its networks may be sparse."""
    if hunt.autoencoder is not None and number >= len(hunt.settings["drawn"]):
        largest = layout(hunt.autoencoder.space, kind["depth"]).parameters
    else:
        dense = drawn(hunt.space, kind, 1, torch.Generator(hunt.generator.device))
        largest = int((dense[0, : layout(hunt.space, kind["depth"]).parameters] != 0).sum())
    return length(largest, hunt.settings, hunt.most)
