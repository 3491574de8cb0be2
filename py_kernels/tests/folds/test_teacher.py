"""Specification of the teacher: what it knows of a function, and of the rows that a view lacks."""

from __future__ import annotations

from dataclasses import replace

import torch

from py_kernels.folds import FoldHunt, Views, init, step
from py_kernels.folds.teacher import POINTS, taught, teach
from py_kernels.polish.task import TASKS

from .tables import SETTINGS, inputs, of_table, space, standard, views

CPU = torch.device("cpu")
TAUGHT: dict[str, object] = {"depth": 1, "neurons": 4, "linear": False, "decay": 0.01, "teacher": 1}
PLAIN = {name: value for name, value in TAUGHT.items() if name != "teacher"}
X = inputs(40, 2, 1)
NOISE = torch.randn(40, generator=torch.Generator().manual_seed(2))
BETWEEN = inputs(500, 2, 3).clamp(-1.5, 1.5)


def bend(x: torch.Tensor) -> torch.Tensor:
    return torch.tanh(2 * x[:, 0])


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def hunted(table: Views, drawn: list[dict[str, object]]) -> FoldHunt:
    hunt = init(space(table.x.shape[2]), table, {**SETTINGS, "drawn": drawn}, 13, 0, CPU)
    while step(hunt):
        pass
    return hunt


def test_it_knows_a_bend_between_noisy_rows_better_than_the_rows_themselves() -> None:
    table = views(X, bend(X) + 0.3 * NOISE)
    answers = teach(table, BETWEEN)
    assert answers.shape == (table.number, len(BETWEEN))
    errors = (answers - bend(BETWEEN)).square().mean(1)
    assert float(errors[0]) < 0.03 < 0.3**2
    assert float(errors.max()) < 0.09


def test_a_view_is_taught_nothing_by_the_rows_that_it_lacks() -> None:
    table = views(X, bend(X))
    changed = views(X, torch.where(table.counts[1] == 0, 50.0, bend(X)))
    before, after = teach(table, BETWEEN), teach(changed, BETWEEN)
    # Where the evidence is climbed from is what all rows say: a start, not a row.
    assert float((before[1] - after[1]).square().mean()) < 0.01
    assert float((before[0] - after[0]).square().mean()) > 1


def test_the_order_of_rows_does_not_matter_and_a_doubled_row_is_a_weight_of_two() -> None:
    y = bend(X) + 0.3 * NOISE
    table = Views(X[None], y[None, :, None], torch.ones(1, 40), torch.full((1, 1, 40), -1))
    turned = Views(X.flip(0)[None], y.flip(0)[None, :, None], torch.ones(1, 40), table.held)
    torch.testing.assert_close(teach(table, BETWEEN), teach(turned, BETWEEN), rtol=1e-3, atol=1e-3)
    weighted = replace(table, counts=1.0 + (torch.arange(40) < 10)[None])
    doubled = torch.cat((torch.arange(10), torch.arange(40)))
    twice = Views(X[doubled][None], y[None, doubled, None], torch.ones(1, 50), torch.full((1, 1, 50), -1))
    assert float((teach(weighted, BETWEEN) - teach(twice, BETWEEN)).abs().mean()) < 0.05


def test_a_lesson_is_the_rows_and_points_that_count_as_much_as_is_asked() -> None:
    table = views(X, bend(X))
    lesson = taught(table, 2, generator())
    assert torch.equal(lesson.x[0, :40], X)
    assert lesson.x.shape == (1, 40 + POINTS, 2)
    assert torch.equal(lesson.target[:, :, :40], table.target.expand(table.number, -1, -1))
    torch.testing.assert_close(lesson.counts[:, 40:].sum(1), 2 * table.counts.sum(1))
    assert torch.equal(taught(table, 2, generator()).target, lesson.target)


def test_taught_networks_stand_beside_the_others_and_answer_for_rows_alone() -> None:
    y = standard(bend(X) + 0.3 * NOISE)
    hunt = hunted(views(X, y), [PLAIN, TAUGHT])
    found = [each for each in of_table(hunt.candidates) if each.kind == 1]
    assert found
    assert all(each.left_out.shape == (1, 1, 40) for each in found)
    assert min(float((each.left_out[0, 0] - y).square().mean()) for each in found) < 0.25
    # The noise is that of the rows, not of what a teacher says of them.
    assert max(each.noise for each in found) > 0.2


def test_classes_have_no_teacher() -> None:
    y = (bend(X) > 0).float()
    hunt = hunted(replace(views(X, y), task=TASKS["logistic"]), [TAUGHT])
    assert all(each.kind == -1 for each in of_table(hunt.candidates))
