"""The measures of reconstructions, against hand computations."""

from __future__ import annotations

from math import inf

import pytest
import torch

from py_kernels.learn import reconstruct
from py_kernels.learn.reconstruct import fvu, median, mpe
from py_kernels.mlp.batch import fold, unpack
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import build, refine

from ..nets.drawn import FUNCTIONAL, KINDS, SMALL, SPACES, draw


def test_the_median_is_the_middle_or_the_mean_of_the_middle_two() -> None:
    assert median(torch.tensor([3.0, 1.0, 10.0])).item() == 3
    assert median(torch.tensor([4.0, 1.0, 10.0, 2.0])).item() == 3


def test_mpe_is_the_median_relative_error_in_percent() -> None:
    y = torch.tensor([[[1.0, -2.0, 4.0]]])
    assert mpe(y, torch.tensor([[[1.1, -1.0, 4.0]]])).item() == pytest.approx(10)
    assert mpe(y, y).item() == 0


def test_mpe_of_a_zero_truth_is_held_finite_by_its_epsilon() -> None:
    zero = torch.zeros(1, 1, 3, dtype=torch.float64)
    assert mpe(zero, zero + 1e-8).item() == pytest.approx(100)


def test_fvu_is_0_when_exact_1_for_the_mean_and_can_be_worse() -> None:
    y = torch.tensor([[[1.0, 2.0, 6.0]]])
    assert fvu(y, y).item() == 0
    assert fvu(y, torch.full((1, 1, 3), 3.0)).item() == pytest.approx(1)
    assert fvu(y, torch.full((1, 1, 3), 2.0)).item() == pytest.approx(17 / 14)


def test_fvu_is_about_each_output_s_own_mean() -> None:
    y = torch.tensor([[[0.0, 2.0], [100.0, 102.0]]])
    means = torch.tensor([[[1.0, 1.0], [101.0, 101.0]]])
    assert fvu(y, means).item() == pytest.approx(1)


def test_fvu_of_a_truth_that_does_not_vary_is_0_if_exact_and_infinite_if_not() -> None:
    y = torch.ones(1, 1, 3)
    assert fvu(y, y).item() == 0
    assert fvu(y, y + 1).item() == inf


@pytest.mark.parametrize("name", ["small", "outputs", "choices", "one input"])
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_the_networks_measured_are_the_hard_ones_of_every_depth(name: str, kind: dict[str, object]) -> None:
    space: Space = SPACES[name]
    module = build(space, kind, 0, "cpu")
    networks, x = (
        draw(space, 2, 5, 0),
        torch.rand(8, space.inputs, generator=torch.Generator().manual_seed(0)),
    )
    result = reconstruct(module, 2, networks, x, "hard", 3)
    assert module.training
    y = predict(unpack(space, 2, networks), x).double()
    module.eval()
    z = module.encode({2: networks})
    for i, depth in enumerate(space.depths):
        predicted = predict(unpack(space, depth, refine(module.decode(z, depth), 3)), x).double()
        torch.testing.assert_close(result["mpe"][i], mpe(y, predicted).float())
        torch.testing.assert_close(result["fvu"][i], fvu(y, predicted).float())
    assert {key: tuple(value.shape) for key, value in result.items()} == {
        "mpe": (2, 5),
        "fvu": (2, 5),
        "constant_mpe": (5,),
        "constant_fvu": (5,),
    }


def test_soft_networks_are_those_of_training_with_soft_masks() -> None:
    module, networks = build(SMALL, FUNCTIONAL | {"mask_offset": 0.1}, 0, "cpu"), draw(SMALL, 1, 6, 0)
    x = torch.rand(10, 2, generator=torch.Generator().manual_seed(0))
    result = reconstruct(module, 1, networks, x, "soft", 0)
    y = predict(unpack(SMALL, 1, networks), x).double()
    for i, decoded in enumerate(module.decode_all(module.encode({1: networks}))):
        soft = fold(SMALL, decoded.depth, decoded.parameters, decoded.mask_logits.sigmoid())
        torch.testing.assert_close(result["fvu"][i], fvu(y, predict(soft, x).double()).float())
    assert not torch.equal(result["fvu"], reconstruct(module, 1, networks, x, "hard", 0)["fvu"])


def test_the_constant_is_each_network_s_own_median_and_no_better_than_its_mean() -> None:
    networks, x = draw(SMALL, 1, 6, 0), torch.rand(10, 2, generator=torch.Generator().manual_seed(0))
    result = reconstruct(build(SMALL, FUNCTIONAL, 0, "cpu"), 1, networks, x, "hard", 0)
    y = predict(unpack(SMALL, 1, networks), x).double()[:, 0]
    middle = y.sort(dim=1).values[:, 4:6].mean(dim=1, keepdim=True)
    relative = ((y - middle).abs() / (y.abs() + 1e-8)).sort(dim=1).values[:, 4:6].mean(dim=1)
    torch.testing.assert_close(result["constant_mpe"], (100 * relative).float())
    assert (result["constant_fvu"] >= 1 - 1e-6).all()


def test_measuring_leaves_batch_statistics_alone() -> None:
    module = build(SMALL, KINDS["convolutional"] | {"skip_norm": True}, 0, "cpu")
    before = {name: value.clone() for name, value in module.state_dict().items()}
    reconstruct(module, 1, draw(SMALL, 1, 4, 0), torch.zeros(3, 2), "hard", 0)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
