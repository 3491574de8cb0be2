"""The space that reads tables and comes along, as it was trained."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Generator, Tensor

from py_kernels import prior
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Tabular, build, ridge, standard

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
@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_what_is_read_answers_fresh_rows_better_than_ridge_regression(noise: float) -> None:
    module = trained()
    networks, wanted = draw_all(module.space, 100, 7), TABLES | {"noise": [noise, noise]}
    tables = prior.draw(module.space, networks, wanted, Generator().manual_seed(8))
    ones, decay = torch.ones_like(tables.y), torch.full_like(tables.y[:, 0], 2.0)
    line = tables.fresh @ ridge(tables.x, tables.y, ones, decay)[..., None]
    known = tables.truth.var(1) > 0.05
    of_line = (line[..., 0] - tables.truth).square().mean(1)[known]
    z = module.read(tables.x, tables.y, ones)
    for depth in module.space.depths:
        read = (module.answers(z, tables.fresh, depth) - tables.truth).square().mean(1)[known]
        assert middle(read / of_line) < 0.75


@torch.no_grad()
def test_a_network_and_a_table_of_its_answers_lie_near_each_other() -> None:
    module = trained()
    networks = {1: draw_all(module.space, 40, 3)[1]}
    x = 2 * torch.rand(40, 100, module.space.inputs, generator=Generator().manual_seed(4)) - 1
    y = predict(unpack(module.space, 1, networks[1]), x)[:, 0]
    z, of_tables = standardised(module.encode(networks), module.read(x, y, torch.ones_like(y)))
    nearest = torch.cdist(z, of_tables).argmin(1)
    assert (nearest == torch.arange(40)).float().mean() > 0.8


def standardised(*points: Tensor) -> list[Tensor]:
    """Each dimension with the variation that it has over all of the points."""
    together = torch.cat(points)
    scaled = standard(together[None], torch.ones(1, len(together)))[0][0]
    return list(torch.split(scaled, [len(each) for each in points]))
