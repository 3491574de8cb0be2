"""Tables that networks may have made."""

from __future__ import annotations

from dataclasses import fields

import torch
from torch import Generator, Tensor

from py_kernels import prior
from py_kernels.prior import Tables, inputs

from ..nets.drawn import draw_all
from ..nets.tabular import SPACE

WANTED = {"rows": [30, 30], "columns": [1, 5], "cells": 1000, "fresh_rows": 400, "noise": [0.5, 0.5]}


def tables(seed: int, **changes: object) -> Tables:
    return prior.draw(SPACE, draw_all(SPACE, 40, 1), WANTED | changes, Generator().manual_seed(seed))


def tensors(drawn: Tables) -> list[Tensor]:
    return [getattr(drawn, field.name) for field in fields(drawn)]


def test_the_same_seed_draws_the_same_tables_and_another_others() -> None:
    one, same, other = tensors(tables(1)), tensors(tables(1)), tensors(tables(2))
    assert all(map(torch.equal, one, same))
    assert not torch.equal(one[1], other[1])


def test_rows_have_mean_0_and_variance_1_or_are_constant() -> None:
    drawn = tables(3)
    torch.testing.assert_close(drawn.y.mean(1), torch.zeros(len(drawn.y)), atol=1e-5, rtol=0)
    spread = drawn.y.std(1)
    assert (((spread - 1).abs() < 1e-4) | (spread == 0)).all()
    assert (spread > 0).sum() > 70
    assert drawn.x.abs().max() <= 6


def test_rows_and_columns_stay_in_their_bounds_and_cells_below_theirs() -> None:
    shapes = [tables(seed, rows=[10, 80], cells=160).x.shape[1:] for seed in range(30)]
    assert all(10 <= rows <= 80 and 1 <= columns <= 5 for rows, columns in shapes)
    assert all(rows * columns <= 160 for rows, columns in shapes)
    assert len({columns for _, columns in shapes}) > 2


def test_targets_have_noise_and_the_truth_none() -> None:
    quiet, loud = tables(4, noise=[0.001, 0.001]), tables(4, noise=[1.0, 1.0])
    # The same functions and inputs: with as much noise as function, about half of the variance is left of it.
    share = (loud.truth.var(1) / quiet.truth.var(1).clamp_min(0.1)).median()
    assert 0.3 < share < 0.8


def test_some_tables_have_two_classes_of_which_the_mean_is_meant() -> None:
    drawn = tables(6, rows=[60, 60])
    two = torch.tensor([len(y.unique()) == 2 for y in drawn.y])
    assert 8 <= two.sum() <= 26
    least, most = drawn.y[two].amin(1, keepdim=True), drawn.y[two].amax(1, keepdim=True)
    assert ((drawn.truth[two] >= least - 1e-4) & (drawn.truth[two] <= most + 1e-4)).all()


def test_columns_have_many_shapes() -> None:
    x = inputs.draw(200, 100, 4, Generator().manual_seed(5))
    values = torch.tensor([len(column.unique()) for column in x.mT.flatten(0, 1)])
    assert (values == 2).sum() > 50
    assert ((values > 2) & (values <= 7)).sum() > 50
    assert (values == 100).sum() > 200
    correlations = torch.stack([torch.corrcoef(table.T)[0, 1].abs() for table in x]).nan_to_num()
    assert (correlations > 0.3).sum() > 10
