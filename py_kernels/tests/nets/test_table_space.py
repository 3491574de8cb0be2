"""The space that reads tables and comes along, as it was trained."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Generator, Tensor

from py_kernels import prior
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import SETTLINGS, Tabular, build, of_links, pruned, ridge, standard

from .drawn import draw_all

FILE = Path(__file__).parents[3] / "spaces" / "table.safetensors"
TABLES = {"rows": [60, 60], "columns": [2, 6], "cells": 1000, "fresh_rows": 200}


@lru_cache
def trained() -> Tabular:
    with safe_open(FILE, framework="pt") as file:
        card = json.loads(file.metadata()["card"])
    weights = load_file(FILE)
    module = build(Space.from_json(card["space"]), card["autoencoder"], card["seed"], "cpu")
    module.load_state_dict({name.removeprefix("autoencoder."): value for name, value in weights.items()})
    assert isinstance(module, Tabular)
    return module


def middle(ratios: Tensor) -> float:
    """The geometric mean."""
    return float(ratios.clamp(1e-4, 1e4).log().mean().exp())


@torch.no_grad()
def beside_ridge(changes: dict[str, Any], links: int | None = None) -> list[float]:
    """What the networks of each depth leave of fresh rows, over what ridge regression does: geometric means.

    links: of the network of one hidden layer, cut down to so many, alone. Tables are functions with noise, or
    classes, as they are trained on.
    """
    module = trained()
    networks, wanted = draw_all(module.space, 40, 7), TABLES | changes
    tables = prior.draw(module.space, networks, wanted, Generator().manual_seed(8))
    ones, decay = torch.ones_like(tables.y), torch.full_like(tables.y[:, 0], 2.0)
    line = tables.fresh @ ridge(tables.x, tables.y, ones, decay)[..., None]
    known = tables.truth.var(1) > 0.05
    of_line = (line[..., 0] - tables.truth).square().mean(1)
    z, way = module.read_on(tables.x, tables.y, ones, SETTLINGS)
    answers = [module.answers(z, tables.fresh, depth) for depth in module.space.depths]
    if links is not None:
        few = pruned(way[-1], of_links(way[-1], links), tables.x, tables.y, ones)
        answers = [few.to(tables.fresh)]
    errors = [(each - tables.truth).square().mean(1) for each in answers]
    return [middle((each / of_line)[known]) for each in errors]


@pytest.mark.parametrize(("noise", "most"), [(0.1, 0.55), (0.5, 0.7)])
def test_what_is_read_answers_fresh_rows_better_than_ridge_regression(noise: float, most: float) -> None:
    found = beside_ridge({"noise": [noise, noise]})
    assert len(found) == 4
    assert max(found) < most


def test_the_more_rows_the_more_is_read() -> None:
    few, many = (
        beside_ridge({"rows": [rows, rows], "cells": 10_000, "noise": [0.2, 0.2]})[0] for rows in (30, 300)
    )
    assert many < 0.7 * few


def test_many_columns_are_read() -> None:
    found = beside_ridge({"rows": [150, 150], "columns": [40, 64], "cells": 10_000, "noise": [0.2, 0.2]})
    assert max(found) < 0.9


def test_few_links_are_enough_of_what_is_read() -> None:
    assert beside_ridge({"noise": [0.2, 0.2]}, links=12)[0] < 0.7


def test_of_two_classes_their_shares_are_told_better_than_by_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("py_kernels.prior.tables.CLASSES", 1.0)
    assert max(beside_ridge({"rows": [150, 150], "noise": [0.2, 0.2]})) < 0.85


@torch.no_grad()
def test_a_network_and_a_table_of_its_answers_lie_near_each_other() -> None:
    module, inputs, number = trained(), 5, 40
    packed = draw_all(module.space, number, 3)[1]
    layout(module.space, 1).view(packed, "weights_1")[..., inputs:] = 0
    x = 2 * torch.rand(number, 100, module.space.inputs, generator=Generator().manual_seed(4)) - 1
    probes = module.probes.expand(number, -1, -1)
    points = []
    for each in (probes, x):
        y = predict(unpack(module.space, 1, packed), each)[:, 0]
        points.append(module.read(each[..., :inputs], y, torch.ones_like(y)))
    others = torch.randn(1, 100, inputs, generator=Generator().manual_seed(5)).expand(number, -1, -1)
    answers = [module.answers(z, others, 1) for z in points]
    # Of forty, one in forty by chance.
    assert share_nearest(*standardised(*points)) > 0.5
    assert share_nearest(*answers) > 0.9


def share_nearest(points: Tensor, others: Tensor) -> float:
    """Of `points [B, N]`, those whose nearest of `others [B, N]` is their own."""
    nearest = torch.cdist(points, others).argmin(1)
    return float((nearest == torch.arange(len(points))).float().mean())


def standardised(*points: Tensor) -> list[Tensor]:
    """Each dimension with the variation that it has over all of the points."""
    together = torch.cat(points)
    scaled = standard(together[None], torch.ones(1, len(together)))[0][0]
    return list(torch.split(scaled, [len(each) for each in points]))
