"""Specification of a hunt over folds: what it finds, and that no view sees what it left out."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from py_kernels.folds import FoldHunt, Views, init, step
from py_kernels.folds.group import grouped
from py_kernels.folds.sizes import sizes
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import nonzeros
from py_kernels.native import predict

from .tables import SETTINGS, inputs, of_table, space, standard, views

CPU = torch.device("cpu")
X = inputs(60, 2, 1)
NOISE = torch.randn(60, generator=torch.Generator().manual_seed(2))
Y = standard(torch.tanh(3 * X[:, 0]) + 0.1 * NOISE)


def hunted(table: Views, most: int = 20, **changes: object) -> FoldHunt:
    hunt = init(space(2), table, {**SETTINGS, **changes}, most, 0, CPU)
    while step(hunt):
        pass
    return hunt


def answers(hunt: FoldHunt, packed: Tensor, depth: int) -> Tensor:
    return predict(unpack(hunt.space, depth, packed[None]), hunt.views.x[0])[0, 0]


def test_a_bend_is_found_with_few_links_and_its_noise_is_known() -> None:
    hunt = hunted(views(X, Y))
    small = [
        each for each in of_table(hunt.candidates) if each.depth == 1 and 2 <= _count(hunt, each.packed) <= 6
    ]
    errors = [float((each.left_out[0, 0] - Y).square().mean()) for each in small]
    assert min(errors) < 0.03
    best = small[errors.index(min(errors))]
    assert 0.05 < best.noise < 0.2
    assert float((answers(hunt, best.packed, 1) - Y).square().mean()) < 0.03


def _count(hunt: FoldHunt, packed: Tensor) -> int:
    plan = layout(hunt.space, 1)
    without = packed.clone()
    plan.view(without, "bias_2")[:] = 0
    return int(nonzeros(hunt.space, 1, without[None]))


def test_nothing_larger_than_was_asked_for_is_kept() -> None:
    hunt = hunted(views(X, Y), most=5)
    assert all(_count(hunt, each.packed) <= 5 for each in of_table(hunt.candidates) if each.depth == 1)


def test_the_same_seed_finds_the_same_networks() -> None:
    one, other = hunted(views(X, Y)), hunted(views(X, Y))
    assert all(
        torch.equal(a.packed, b.packed)
        for a, b in zip(of_table(one.candidates), of_table(other.candidates), strict=True)
    )
    assert one.step_count == one.total


def test_what_a_view_left_out_has_no_part_in_its_answers() -> None:
    changed = Y.clone()
    changed[3] += 50
    one, other = hunted(views(X, Y)), hunted(views(X, changed))
    # View 4 holds rows 3, 8, 13, ...: its answers to them come from networks that never saw row 3.
    held = torch.arange(3, 60, 5)
    pairs = zip(of_table(one.candidates), of_table(other.candidates), strict=False)
    same = [torch.equal(a.left_out[0, 0, held], b.left_out[0, 0, held]) for a, b in pairs if a.depth == 0]
    assert same[0]


def test_a_copy_counts_as_a_row() -> None:
    twice = views(torch.cat((X, X[:1])), torch.cat((Y, Y[:1])))
    twice.counts[:, 60] = twice.counts[:, 0]
    weight = views(X, Y)
    weight.counts[:, 0] *= 2
    two, one = of_table(hunted(twice).candidates), of_table(hunted(weight).candidates)
    for a, b in zip(two[:3], one[:3], strict=True):
        assert torch.allclose(a.packed, b.packed, atol=1e-5)


def test_sizes_fall_to_one() -> None:
    assert sizes(10, 0.8) == [8, 6, 4, 3, 2, 1]
    assert sizes(1, 0.8) == []


def test_the_prior_holds_each_input_by_itself_and_leaves_the_output_bias_free() -> None:
    plan, groups = layout(space(2), 1), grouped(space(2), 1)
    first = plan.view(groups, "weights_1")
    assert len(set(first[:, 0].tolist()) | set(first[:, 1].tolist())) == 2
    assert plan.view(groups, "bias_2").tolist() == [-1]


def test_a_latent_kind_without_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="latent space"):
        init(space(2), views(X, Y), {**SETTINGS, "latent": [{"depth": 1, "decay": 0.1}]}, 9, 0, CPU)
