"""Specification of hunts for classes, for several targets and among many inputs."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from py_kernels.folds import FoldHunt, Views, init, step
from py_kernels.folds.select import selected
from py_kernels.mlp.layout import layout
from py_kernels.polish.task import TASKS

from .tables import SETTINGS, inputs, of_table, space, standard, views

CPU = torch.device("cpu")
X = inputs(90, 2, 1)
KIND = (X[:, 0] > 0.6).long() + 2 * (X[:, 0] < -0.6).long()


def hunted(table: Views, outputs: int, **changes: object) -> FoldHunt:
    wide = replace(space(table.x.shape[2]), outputs=outputs)
    hunt = init(wide, table, {**SETTINGS, **changes}, 30, 0, CPU)
    while step(hunt):
        pass
    return hunt


def of_classes(y: Tensor, name: str) -> Views:
    return replace(views(X, y[:, 0]), y=y[None], task=TASKS[name])


def accuracy(hunt: FoldHunt, answers: Tensor) -> float:
    left, known = answers[0], hunt.views.target[0]
    if len(left) == 1:
        return float(((left[0] > 0) == (known[0] == 1)).float().mean())
    return float((left.argmax(0) == known.argmax(0)).float().mean())


def test_two_classes_are_told_apart_by_lines_and_networks() -> None:
    hunt = hunted(of_classes((X[:, :1] + X[:, 1:] > 0).float(), "logistic"), 1)
    assert {each.depth for each in of_table(hunt.candidates)} == {0, 1}
    assert max(accuracy(hunt, each.left_out) for each in of_table(hunt.candidates) if each.depth == 0) > 0.9
    assert all(each.noise == 1 for each in of_table(hunt.candidates))


def test_of_a_class_in_the_middle_a_network_knows_more_than_a_line() -> None:
    middle = (KIND == 0).float()[:, None]
    hunt = hunted(of_classes(middle, "logistic"), 1)
    best = {
        depth: max(accuracy(hunt, each.left_out) for each in of_table(hunt.candidates) if each.depth == depth)
        for depth in (0, 1)
    }
    assert best[1] > best[0] + 0.1


def test_three_classes_have_an_answer_each_and_lines_go_down_to_the_constant() -> None:
    hunt = hunted(of_classes(one_hot(KIND, 3).float(), "softmax"), 3)
    assert max(accuracy(hunt, each.left_out) for each in of_table(hunt.candidates)) > 0.85
    plan = layout(hunt.space, 0)
    sizes = [
        int((plan.view(each.packed, "weights_1") != 0).sum())
        for each in of_table(hunt.candidates)
        if each.depth == 0
    ]
    assert min(sizes) == 0


def test_several_targets_are_fitted_by_the_same_networks() -> None:
    y = standard(torch.stack((torch.tanh(3 * X[:, 0]), X[:, 1]), dim=1))
    hunt = hunted(replace(views(X, y[:, 0]), y=y[None]), 2)
    errors = [float((each.left_out[0] - y.T).square().mean()) for each in of_table(hunt.candidates)]
    assert min(errors) < 0.05


def test_of_many_inputs_each_view_chooses_those_that_tell_something() -> None:
    x = inputs(120, 20, 4)
    y = standard(x[:, 7] + x[:, 11].square())
    table = views(x, y)
    fed = selected(table, 4)
    assert fed.sum(1).tolist() == [4] * table.number
    assert bool(fed[:, [7, 11]].all())
    assert bool(selected(table, 20).all())


def test_links_of_inputs_that_were_not_chosen_are_absent() -> None:
    x = inputs(80, 12, 5)
    y = standard(torch.tanh(2 * x[:, 3]))
    hunt = init(space(12), views(x, y), {**SETTINGS, "most_inputs": 2, "lines": False}, 30, 0, CPU)
    while step(hunt):
        pass
    used = [
        (layout(hunt.space, 1).view(each.packed, "weights_1") != 0).any(0)
        for each in of_table(hunt.candidates)
    ]
    assert all(int(each.sum()) <= 2 for each in used)
