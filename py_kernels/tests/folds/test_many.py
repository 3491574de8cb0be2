"""Specification of hunts over many tables at once: each table finds what it finds by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor
from torch.nn.functional import pad

from py_kernels.folds import FoldHunt, Views, init, step
from py_kernels.folds.candidate import Candidate
from py_kernels.folds.select import selected

from .tables import SETTINGS, inputs, of_table, space, standard, views

CPU = torch.device("cpu")
# Without noise in pruning nothing depends on how many networks there are.
QUIET = {**SETTINGS, "prune_noise": 0.0}


def noise(rows: int, seed: int) -> Tensor:
    return torch.randn(rows, generator=torch.Generator().manual_seed(seed))


def bend(rows: int, seed: int, robust: bool = False) -> Views:
    x = inputs(rows, 2, seed)
    return views(x, standard(torch.tanh(2 * x[:, 0]) + 0.2 * noise(rows, seed + 1)), robust=robust)


def line(rows: int, seed: int, robust: bool = False) -> Views:
    x = inputs(rows, 2, seed)
    return views(x, standard(x[:, 1] + 0.3 * noise(rows, seed + 1)), robust=robust)


def together(tables: Sequence[Views]) -> Views:
    """The tables side by side, shorter ones filled up with rows that no view has."""
    most = max(table.x.shape[1] for table in tables)

    def filled(values: Tensor, value: float, rows_last: bool) -> Tensor:
        missing = most - values.shape[-1 if rows_last else 1]
        return pad(values, (0, missing) if rows_last else (0, 0, 0, missing), value=value)

    return Views(
        torch.cat([filled(table.x, 0, False) for table in tables]),
        torch.cat([filled(table.y, 0, False) for table in tables]),
        torch.cat([filled(table.counts, 0, True) for table in tables]),
        torch.cat([filled(table.held, -1, True) for table in tables]),
        robust=tables[0].robust,
    )


def hunted(table: Views, **changes: object) -> FoldHunt:
    hunt = init(space(2), table, {**QUIET, **changes}, 12, 0, CPU)
    while step(hunt):
        pass
    return hunt


def errors(candidates: Sequence[Candidate], table: Views, number: int = 0) -> Tensor:
    """Of what was found for table `number`: mean squared error of each on the rows of `table`, `[F]`."""
    rows, target = table.x.shape[1], table.target[0, 0]
    return torch.stack(
        [(each.left_out[0, 0, :rows] - target).square().mean() for each in of_table(candidates, number)]
    )


TABLES = [bend(60, 1), line(45, 5), bend(50, 9)]


def test_lines_of_many_tables_are_the_lines_of_each() -> None:
    many = hunted(together(TABLES), drawn=[]).candidates
    for number, table in enumerate(TABLES):
        alone = hunted(table, drawn=[]).candidates
        assert len(alone) == len(many) == 3
        for one, other in zip(of_table(alone), of_table(many, number), strict=True):
            torch.testing.assert_close(one.packed, other.packed, rtol=1e-4, atol=1e-5)
            torch.testing.assert_close(one.noise, other.noise, rtol=1e-4, atol=1e-6)


def test_robust_lines_of_many_tables_are_the_lines_of_each() -> None:
    wild = [bend(60, 1, robust=True), line(45, 5, robust=True)]
    wild[1].y[0, 3] = 40
    many = hunted(together(wild), drawn=[]).candidates
    for number, table in enumerate(wild):
        for one, other in zip(
            of_table(hunted(table, drawn=[]).candidates), of_table(many, number), strict=True
        ):
            torch.testing.assert_close(one.packed, other.packed, rtol=1e-3, atol=1e-4)


def test_networks_of_many_tables_are_as_good_as_those_of_each() -> None:
    many = hunted(together(TABLES), lines=False)
    for number, table in enumerate(TABLES):
        alone = hunted(table, lines=False)
        assert alone.step_count == many.step_count
        one, other = errors(alone.candidates, table), errors(many.candidates, table, number)
        # The same networks but for rounding, which pruning may decide by.
        torch.testing.assert_close(one.min(), other.min(), rtol=0.1, atol=0.005)


def test_rows_that_fill_a_table_up_have_no_part_in_it() -> None:
    # Whatever they hold: no view has them.
    strange = together(TABLES)
    strange.x[1, 45:], strange.y[1, 45:] = 3.0, -7.0
    plain = hunted(together(TABLES)).candidates
    for one, other in zip(plain, hunted(strange).candidates, strict=True):
        assert torch.equal(one.packed, other.packed)


def test_inputs_are_chosen_table_by_table() -> None:
    x = inputs(80, 6, 3)
    tables = [views(x, standard(x[:, which] + 0.1 * noise(80, which))) for which in (1, 4)]
    fed = selected(together(tables), 1)
    assert fed.nonzero()[:, 1].tolist() == [1] * 6 + [4] * 6


def test_an_input_that_never_changes_in_a_table_is_not_fed_there() -> None:
    table = together(TABLES)
    table.x[1, :, 0] = 0
    assert selected(table, 2).tolist() == [[True, True]] * 6 + [[False, True]] * 6 + [[True, True]] * 6


def test_a_network_without_a_finite_answer_is_a_candidate_of_its_table_no_more() -> None:
    broken = together(TABLES)
    broken.x[1, 7] = torch.nan
    found = hunted(broken, lines=False).candidates
    assert all(bool(each.left_out[1].isnan().all()) for each in found)
    assert bool(errors(found, TABLES[0]).isfinite().any())


def test_of_many_tables_none_begins_from_a_latent_space() -> None:
    with pytest.raises(ValueError, match="one table"):
        init(space(2), together(TABLES), {**QUIET, "latent": [{"depth": 1, "decay": 0.1}]}, 9, 0, CPU)
