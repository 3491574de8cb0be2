"""Starts from an encoder that reads tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import pad

from py_kernels.folds import Views, init, step
from py_kernels.folds.tabled import Reading
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Tabular, standard
from py_kernels.polish.population import Population
from py_kernels.polish.task import TASKS

from ..nets.tabular import SPACE, table, tabular
from .tables import SETTINGS, views

CPU = torch.device("cpu")
# The module's, of fewer inputs.
NARROW = replace(SPACE, inputs=3)
READ = {"depth": 1, "neurons": 3, "linear": True, "decay": "evidence", "read": True}


def tabled(
    module: Tabular,
    shown: Views,
    space: Space,
    depth: int,
    starts: int,
    generator: torch.Generator,
    most: int | None = None,
) -> torch.Tensor:
    return Reading.of(module, shown, space, starts, generator).networks(depth, most)


def seen(rows: int = 20, seed: int = 1) -> Views:
    (x,), (y,) = table(1, rows, 3, seed)
    return views(x, y)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_networks_answer_in_the_units_of_the_rows(depth: int) -> None:
    module, shown = tabular(space=replace(SPACE, depths=(1, 2, 4))), seen()
    packed = tabled(module, shown, NARROW, depth, 1, torch.Generator().manual_seed(0))
    assert len(packed) == shown.number
    found = predict(unpack(NARROW, depth, packed[:1]), shown.x[0])[0, 0]
    ones = torch.ones(1, 20)
    x, y = standard(shown.x, ones)[0], standard(shown.y, ones)
    with torch.no_grad():
        answers = module.answers(module.read(shown.x, shown.y[..., 0], ones), x, depth)
    torch.testing.assert_close(found, (answers * y[2][..., 0] + y[1][..., 0])[0], rtol=1e-4, atol=1e-3)


def test_what_a_view_lacks_has_no_part_in_its_starts() -> None:
    module, shown = tabular(), seen()
    other = shown.y.clone()
    other[0, shown.counts[2] == 0] += 50
    changed = replace(shown, y=other)
    before, after = (
        tabled(module, each, NARROW, 1, 2, torch.Generator().manual_seed(0)).view(shown.number, 2, -1)
        for each in (shown, changed)
    )
    assert torch.equal(before[2], after[2])
    assert not torch.allclose(before[0], after[0], atol=1e-2)


def test_starts_of_a_view_differ_and_the_same_seed_gives_the_same() -> None:
    module, shown = tabular(), seen()
    one, same = (tabled(module, shown, NARROW, 1, 3, torch.Generator().manual_seed(0)) for _ in range(2))
    assert torch.equal(one, same)
    first = one.view(shown.number, 3, -1)[0]
    assert not torch.allclose(first[0], first[1])
    assert not torch.allclose(first[1], first[2])


def test_many_rows_are_read_in_part() -> None:
    module, shown = tabular(), seen(1500)
    packed = tabled(module, shown, NARROW, 1, 1, torch.Generator().manual_seed(0))
    answers = predict(unpack(NARROW, 1, packed), shown.x[0])[:, 0]
    left = (answers - shown.y[0, :, 0]).square().mean(1)
    assert (left < 0.5 * shown.y.var()).all()


def test_how_many_are_read_at_once_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    module, shown = tabular(), seen()
    together = tabled(module, shown, NARROW, 1, 2, torch.Generator().manual_seed(0), 12)
    monkeypatch.setattr("py_kernels.folds.tabled.MOST_CELLS", 150)
    in_turn = tabled(module, shown, NARROW, 1, 2, torch.Generator().manual_seed(0), 12)
    torch.testing.assert_close(in_turn, together, rtol=1e-3, atol=1e-3)


def test_several_tables_are_read_at_once() -> None:
    module, (one, other) = tabular(), (seen(20, 1), seen(20, 2))
    together = Views(
        torch.cat([one.x, other.x]),
        torch.cat([one.y, other.y]),
        torch.cat([one.counts, other.counts]),
        torch.cat([one.held, other.held]),
    )
    packed = tabled(module, together, NARROW, 2, 1, torch.Generator().manual_seed(0))
    alone = tabled(module, other, NARROW, 2, 1, torch.Generator().manual_seed(0))
    torch.testing.assert_close(packed[one.number :], alone, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("most", [5, 12])
def test_networks_of_few_links_have_no_more_numbers_than_they_may(most: int) -> None:
    module, shown = tabular(), seen()
    plan = layout(NARROW, 1)
    packed, whole = (
        tabled(module, shown, NARROW, 1, 2, torch.Generator().manual_seed(0), each) for each in (most, None)
    )
    live = Population.of(NARROW, 1, packed, torch.zeros(len(packed)), 1.0).links
    spared = plan.sections["bias_2"]
    live[:, spared.start : spared.stop] = False
    assert (live.sum(1) <= most).all()
    assert (live.sum(1) > most - 4).all()
    assert ((packed[:, : plan.parameters] != 0).sum(1) < (whole[:, : plan.parameters] != 0).sum(1)).all()
    answers = predict(unpack(NARROW, 1, packed), shown.x[0])[:, 0]
    left = ((answers - shown.y[0, :, 0]).square() * shown.counts.repeat_interleave(2, 0)).sum(1)
    assert (left / shown.counts.repeat_interleave(2, 0).sum(1) < 0.7 * shown.y.var()).all()


def test_two_classes_are_read_and_answered_by_log_odds() -> None:
    (x,), (y,) = table(1, 80, 3, 1)
    classes = (y > y.median()).float()
    shown = replace(views(x, classes), task=TASKS["logistic"])
    module = tabular()
    for most in (None, 8):
        packed = tabled(module, shown, NARROW, 1, 1, torch.Generator().manual_seed(0), most)
        odds = predict(unpack(NARROW, 1, packed[:1]), shown.x[0])[0]
        loss = shown.task.loss(odds[None], shown.target).mean() / 2
        assert loss < 0.5 < torch.tensor(2.0).log()


def test_a_hunt_begins_from_what_is_read() -> None:
    settings = SETTINGS | {"drawn": [READ], "lines": False}
    (x,), (y,) = table(1, 60, 3, 1)
    shown = views(standard(x[None], torch.ones(1, 60))[0][0], (y - y.mean()) / y.std())
    hunt = init(NARROW, shown, settings, 20, 0, CPU, tabular())
    while step(hunt):
        pass
    assert {each.kind for each in hunt.candidates} == {0}
    best = min(hunt.candidates, key=lambda each: (each.left_out[0, 0] - shown.target).square().mean())
    assert (best.left_out[0, 0] - shown.target).square().mean() < 0.3


def test_networks_of_few_links_are_candidates_as_they_are_read() -> None:
    settings = SETTINGS | {"drawn": [READ | {"few": True}], "lines": False, "starts": 1, "dense_steps": 0}
    shown, module = seen(60), tabular()
    hunt = init(NARROW, shown, settings, 20, 0, CPU, module)
    while step(hunt):
        pass
    (found,) = hunt.candidates
    packed = tabled(module, shown, NARROW, 1, 1, torch.Generator().manual_seed(0), 20)
    size = layout(NARROW, 1).parameters
    torch.testing.assert_close(found.packed[0, :size], packed[0, :size])
    answers = predict(unpack(NARROW, 1, packed), shown.x[0])
    torch.testing.assert_close(found.left_out, shown.left_out(answers))
    assert hunt.step_count == hunt.total == 1
    moved = init(NARROW, shown, settings | {"dense_steps": 5}, 20, 0, CPU, module)
    while step(moved):
        pass
    torch.testing.assert_close(moved.candidates[0].packed, found.packed)
    assert len(moved.candidates) > 2


def test_without_an_encoder_of_tables_nothing_is_read() -> None:
    with pytest.raises(ValueError, match="need an autoencoder of tables"):
        init(NARROW, seen(), SETTINGS | {"drawn": [READ]}, 20, 0, CPU)


def test_a_table_of_more_columns_than_are_read_is_refused() -> None:
    (x,), (y,) = table(1, 20, 3, 1)
    wide = views(pad(x, (0, 4)), y)
    with pytest.raises(ValueError, match="reads tables of up to 5 columns"):
        tabled(tabular(), wide, replace(SPACE, inputs=7), 1, 1, torch.Generator().manual_seed(0))
