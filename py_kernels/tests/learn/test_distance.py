"""Distances between networks, and how well one orders another, against hand computations and their laws."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf, nan, sqrt

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from py_kernels.learn import distance
from py_kernels.learn.distance import (
    ROWS,
    between_functions,
    between_points,
    ranks,
    recall,
    spearman,
    weight_vectors,
)
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.native import predict
from py_kernels.nets import build

from ..nets.drawn import FUNCTIONAL, KINDS, SMALL, SPACES, draw, draw_all

X = torch.rand(9, 2, generator=torch.Generator().manual_seed(0)) * 2 - 1
VALUES = st.lists(st.integers(-5, 5).map(float), min_size=3, max_size=12)


def doubles(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_ranks_begin_at_1_and_ties_share_the_average_of_their_places() -> None:
    assert ranks(doubles(30, 10, 20)).tolist() == [3, 1, 2]
    assert ranks(doubles(5, 1, 5, 5, 0)).tolist() == [4, 2, 4, 4, 1]
    assert ranks(doubles(inf, 1, inf)).tolist() == [2.5, 1, 2.5]


def test_spearman_with_a_tie_is_the_correlation_of_the_ranks() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 2, 1, 3, 4; about their mean -1.5, 0, 0, 1.5 and -0.5, -1.5, 0.5, 1.5.
    found = spearman(doubles(1, 2, 2, 3), doubles(20, 10, 30, 40))
    assert found.item() == pytest.approx((0.75 + 2.25) / sqrt(4.5 * 5))


def test_spearman_without_ties_is_1_less_6_times_the_squared_differences_over_n_cubed_less_n() -> None:
    found = spearman(doubles(1, 2, 3, 4, 5), doubles(2, 1, 4, 5, 3))
    assert found.item() == pytest.approx(1 - 6 * (1 + 1 + 1 + 1 + 4) / (125 - 5))


@given(VALUES)
@settings(max_examples=40, deadline=None)
def test_spearman_sees_the_order_alone(values: list[float]) -> None:
    a = doubles(*values)
    b = torch.arange(len(values), dtype=torch.float64)
    if len(set(values)) == 1:
        assert spearman(a, b).isnan()
        return
    assert spearman(a, a).item() == pytest.approx(1)
    assert spearman(a, -a).item() == pytest.approx(-1)
    assert spearman(a.exp(), b).item() == pytest.approx(spearman(a, b).item())
    assert spearman(b, a).item() == pytest.approx(spearman(a, b).item())


def test_nothing_is_ordered_by_what_is_no_number() -> None:
    assert spearman(doubles(1, 2, nan), doubles(1, 2, 3)).isnan()


def test_recall_is_the_mean_share_that_is_found_in_any_order() -> None:
    wanted = torch.tensor([[1, 2], [0, 2], [0, 1]])
    found = torch.tensor([[2, 1], [2, 5], [3, 4]])
    assert recall(wanted, found).item() == pytest.approx((1 + 0.5 + 0) / 3)


def test_functions_are_apart_by_their_rms_difference_over_the_pooled_standard_deviation() -> None:
    a = doubles(0, 0, 2, 2).reshape(1, 1, 4)  # variance 1
    b = doubles(3, 3, 9, 9).reshape(1, 1, 4)  # variance 9
    rms = sqrt((9 + 9 + 49 + 49) / 4)
    assert between_functions(a, b).item() == pytest.approx(rms / sqrt((1 + 9) / 2))
    assert between_functions(b, a).item() == between_functions(a, b).item()


def test_the_variance_of_several_outputs_is_each_about_its_own_mean() -> None:
    a = doubles(0, 2, 100, 102).reshape(1, 2, 2)
    assert between_functions(a, a + 3).item() == pytest.approx(3)


@given(st.floats(0.1, 10), st.floats(-5, 5))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_both_networks_does_not_matter_that_of_one_does(scale: float, offset: float) -> None:
    a, b = torch.rand(2, 3, 1, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    near = between_functions(a, b)
    torch.testing.assert_close(between_functions(scale * a + offset, scale * b + offset), near)
    assert not torch.allclose(between_functions(a + offset + 6, b), near)


def test_functions_that_do_not_vary_are_the_same_or_infinitely_far() -> None:
    one = torch.ones(1, 1, 4, dtype=torch.float64)
    assert between_functions(one, one).item() == 0
    assert between_functions(one, 2 * one).item() == inf


def test_near_points_keep_their_digits() -> None:
    a = torch.full((40, 30), 1000.0, dtype=torch.float64)
    assert between_points(a, a + 1e-6)[0, 0].item() == pytest.approx(1e-6 * sqrt(30), rel=1e-6)


@pytest.mark.parametrize("name", ["small", "bias", "outputs", "choices", "many inputs"])
def test_weights_stand_layer_by_layer_the_output_layer_last(name: str) -> None:
    space = SPACES[name]
    deepest = max(space.depths)
    for depth in space.depths:
        packed, plan, wide = draw(space, depth, 4, 0), layout(space, depth), layout(space, deepest)
        vectors = weight_vectors(space, depth, packed)
        assert vectors.shape == (4, wide.parameters)
        for kind in ("weights", "bias") if space.bias else ("weights",):
            for k in range(1, depth + 1):
                stands = wide.view(vectors, f"{kind}_{k}")
                assert torch.equal(stands, plan.view(packed, f"{kind}_{k}").double())
            for k in range(depth + 1, deepest + 1):
                assert not wide.view(vectors, f"{kind}_{k}").any()
            last = wide.view(vectors, f"{kind}_{deepest + 1}")
            assert torch.equal(last, plan.view(packed, f"{kind}_{depth + 1}").double())


@pytest.mark.parametrize("name", ["small", "outputs", "choices"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_pairs_are_measured_as_functions_in_the_latent_space_and_as_weights(
    name: str, kind: dict[str, object]
) -> None:
    space = SPACES[name]
    module, networks = build(space, kind, 0, "cpu"), draw_all(space, 6, 0)
    pairs = torch.tensor([[0, 7], [11, 2], [3, 4]], dtype=torch.int32)
    found = distance(module, networks, X, pairs, 3)
    assert module.training
    module.eval()
    z = module.encode(networks)
    y = torch.cat([predict(unpack(space, depth, packed), X) for depth, packed in networks.items()])
    w = torch.cat([weight_vectors(space, depth, packed) for depth, packed in networks.items()])
    for k, (i, j) in enumerate(pairs.tolist()):
        assert found["latent"][k].item() == pytest.approx((z[i] - z[j]).norm().item(), rel=1e-5)
        assert found["weights"][k].item() == pytest.approx((w[i] - w[j]).norm().item())
        rms = (y[i] - y[j]).square().mean().sqrt()
        pooled = ((y[i].var(1, correction=0).mean() + y[j].var(1, correction=0).mean()) / 2).sqrt()
        assert found["functional_pair"][k].item() == pytest.approx((rms / pooled).item(), rel=1e-4)
        everywhere = y.var(2, correction=0).mean().sqrt()
        assert found["functional_all"][k].item() == pytest.approx((rms / everywhere).item(), rel=1e-4)
    for over, what in product(("all", "pair"), ("latent", "weights")):
        expected = spearman(found[f"functional_{over}"], found[what])
        assert torch.equal(found[f"spearman_{over}_{what}"], expected)
    assert {name for name, value in found.items() if value.dim() == 0} == {
        "_".join(parts) for parts in product(("spearman", "recall"), ("all", "pair"), ("latent", "weights"))
    }
    assert all(value.dtype == torch.float64 for value in found.values())


def permuted(networks: Tensor) -> Tensor:
    """The same functions: hidden neurons of SMALL's networks of depth 1 in another order."""
    plan, order = layout(SMALL, 1), torch.tensor([1, 2, 0])
    parts = [
        plan.view(networks, "weights_1")[:, order],
        plan.view(networks, "weights_2")[:, :, order],
        plan.view(networks, "masks")[:, :, order],
    ]
    return torch.cat([part.flatten(1) for part in parts], dim=1)


def test_the_nearest_function_is_another_network_not_the_network_itself() -> None:
    # More than one block of rows; every network has a twin that does the same with other weights.
    networks = draw(SMALL, 1, ROWS, 0)
    module = build(SMALL, FUNCTIONAL, 0, "cpu")
    pairs = torch.tensor([[0, 1], [5, 2 * ROWS - 1]], dtype=torch.int32)
    twins = {1: torch.cat([networks, permuted(networks)])}
    found = distance(module, twins, X, pairs, 1)
    assert found["recall_pair_latent"].item() > 0.8
    assert found["recall_pair_weights"].item() < 0.3
    near = {1: torch.cat([networks, networks * (1 + 1e-5)])}
    assert distance(module, near, X, pairs, 1)["recall_pair_weights"].item() > 0.8


def test_the_order_in_which_depths_come_does_not_matter() -> None:
    networks, pairs = draw_all(SMALL, 5, 0), torch.tensor([[0, 9], [2, 6], [8, 1]], dtype=torch.int32)
    module = build(SMALL, FUNCTIONAL, 0, "cpu")
    found = distance(module, networks, X, pairs, 2)
    turned = distance(module, {2: networks[2], 1: networks[1]}, X, pairs, 2)
    assert all(torch.equal(value, turned[name]) for name, value in found.items())
    other = distance(module, networks, X, 9 - pairs, 2)
    assert not torch.equal(other["functional_all"], found["functional_all"])


def test_a_space_whose_encoder_sees_the_function_orders_functions_better_than_weights_do() -> None:
    space = replace(SMALL, max_width=7, weight_range=2.0)
    module = build(space, {**FUNCTIONAL, "latent": 32, "hidden": 64}, 0, "cpu")
    generator = torch.Generator().manual_seed(0)
    pairs = torch.randint(0, 100, (300, 2), generator=generator, dtype=torch.int32)
    found = distance(module, draw_all(space, 50, 0), X, pairs[pairs[:, 0] != pairs[:, 1]], 5)
    for measure, pooled in product(("spearman", "recall"), ("all", "pair")):
        assert found[f"{measure}_{pooled}_latent"] > found[f"{measure}_{pooled}_weights"]
