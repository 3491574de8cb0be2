"""Specification of the descent in the latent space."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.layout import layout
from py_kernels.mlp.live import nonzeros, nonzeros_raw, trim
from py_kernels.nets import build
from py_kernels.nets.pair import Autoencoder
from py_kernels.search import finish, latent
from py_kernels.search.error import mean_squared_error
from py_kernels.search.front import front
from py_kernels.search.state import Search

from .linear import CPU, SPACE, Linear, settings, table, teacher

NETWORK = teacher(SPACE, 1, seed=3)
DATA = table(SPACE, NETWORK, 1, rows=200, seed=1)


def begin(autoencoder: Autoencoder | None = None, seed: int = 0, **changes: Any) -> Search:
    given = {"starts": 6, "start_from": "normal", "rows": 0, "alpha": [0.0]} | changes
    return latent.init(
        autoencoder or Linear(SPACE, 12, seed=2), DATA, None, settings("latent", **given), seed, CPU
    )


def walk(search: Search, steps: int) -> Search:
    for _ in range(steps):
        latent.step(search)
    latent.evaluate(search)
    return search


def counts(search: Search) -> Tensor:
    hard = latent.hard_networks(search)
    return torch.cat([nonzeros(SPACE, depth, packed) for depth, packed in hard.items()])


def functional() -> Autoencoder:
    kind = {
        "kind": "functional",
        "sees": "outputs",
        "latent": 12,
        "hidden": 32,
        "encoder_blocks": 1,
        "decoder_blocks": 1,
    }
    return build(SPACE, kind | {"probes_per_input": 3, "mask_offset": 2}, 0, CPU)


@pytest.mark.parametrize("kind", ["linear", "functional"])
def test_descent_explains_most_of_what_the_mean_of_the_target_leaves(kind: str) -> None:
    search = begin(functional() if kind == "functional" else None, learning_rate=0.1)
    search = walk(search, 120)
    constant = DATA.y_validation.var(correction=0)
    assert (search.validation_mse < 0.5 * constant).all()
    assert search.step_count == 120


def test_without_a_step_nothing_is_explained() -> None:
    search = walk(begin(), 0)
    assert (search.validation_mse > DATA.y_validation.var(correction=0)).any()


def test_with_all_rows_a_start_does_not_notice_the_others() -> None:
    first, second = begin(), begin()
    with torch.no_grad():
        second.z[:, 1:] = second.z[:, 1:].flip(1) * 1.5
    walk(first, 15)
    walk(second, 15)
    torch.testing.assert_close(first.z[:, 0], second.z[:, 0], rtol=0, atol=1e-6)
    torch.testing.assert_close(first.threshold[:, 0], second.threshold[:, 0], rtol=0, atol=1e-6)
    assert not torch.allclose(first.z[:, 1], second.z[:, 1])


def test_the_same_seed_gives_the_same_networks_and_another_seed_others() -> None:
    one, same, other = (walk(begin(seed=seed, rows=50), 12) for seed in (4, 4, 5))
    assert torch.equal(one.z, same.z)
    assert torch.equal(one.threshold, same.threshold)
    assert not torch.equal(one.z, other.z)


def test_a_larger_alpha_leaves_fewer_links() -> None:
    medians = [counts(walk(begin(alpha=[alpha], starts=5), 80)).median() for alpha in (0.0, 0.5)]
    assert medians[1] < 0.7 * medians[0]


def test_without_alpha_links_stay() -> None:
    search = begin(alpha=[0.0], starts=5)
    before = counts(search).median()
    assert counts(walk(search, 80)).median() >= 0.9 * before


def test_alphas_are_dealt_to_the_starts_in_turn() -> None:
    assert begin(alpha=[1, 2, 3, 4]).alpha.tolist() == [1, 2, 3, 4, 1, 2]


def test_an_alpha_from_the_first_error_is_each_starts_first_error_times_alpha() -> None:
    search = begin(alpha=[2.0], alpha_from_first_error=True)
    z = search.z[0].detach()
    masked = search.autoencoder.decode(z, 1)
    hard = latent.hard_networks(search)[1]
    assert masked.parameters.abs().min() > 0
    error = mean_squared_error(SPACE, 1, hard, DATA.x_train, DATA.y_train)
    torch.testing.assert_close(search.alpha, 2 * error, rtol=1e-3, atol=1e-4)


def test_a_threshold_moved_by_the_penalty_alone_rises_until_it_is_clamped() -> None:
    search = begin(threshold_gradient="penalty", alpha=[0.01], threshold_learning_rate=0.5)
    before = search.threshold.detach().clone()
    for _ in range(4):
        latent.step(search)
        assert (search.threshold >= before).all()
        before = search.threshold.detach().clone()
    walk(search, 12)
    assert search.threshold.max() == 3
    assert search.threshold.min() >= 0


def test_a_threshold_moved_by_the_whole_loss_can_fall() -> None:
    search = begin(threshold_gradient="whole")
    with torch.no_grad():
        search.threshold += 1
    walk(search, 5)
    assert search.threshold.min() < 1


def test_links_under_the_threshold_are_cut_from_hard_networks() -> None:
    search = begin()
    before = counts(search)
    with torch.no_grad():
        search.threshold += 2
    packed = latent.hard_networks(search)[2]
    weights = packed[:, :28].abs()
    assert weights[weights > 0].min() > 1
    assert counts(search).sum() < before.sum()


def test_the_autoencoder_is_left_as_it_was() -> None:
    autoencoder = functional().train()
    before = {name: value.clone() for name, value in autoencoder.state_dict().items()}
    walk(begin(autoencoder), 3)
    assert autoencoder.training
    for name, parameter in autoencoder.named_parameters():
        assert parameter.requires_grad
        assert parameter.grad is None
        assert torch.equal(parameter, before[name])


def test_encoded_networks_start_every_decoder_at_the_same_point() -> None:
    autoencoder = functional()
    starts = {1: teacher(SPACE, 1, 5).repeat(2, 1), 2: teacher(SPACE, 2, 6)}
    given = settings("latent", starts=3, start_from="networks")
    search = latent.init(autoencoder, DATA, starts, given, 0, CPU)
    assert torch.equal(search.z[0], search.z[1])
    torch.testing.assert_close(search.z[0], autoencoder.encode(starts))


def test_the_front_is_measured_on_the_whole_validation_part() -> None:
    search = walk(begin(validation_rows=20, evaluate_every=5), 20)
    found = front(search)
    for depth in SPACE.depths:
        packed, size = found[f"networks_{depth}"], found[f"nonzeros_{depth}"]
        error = mean_squared_error(SPACE, depth, packed, DATA.x_validation, DATA.y_validation)
        torch.testing.assert_close(found[f"validation_mse_{depth}"], error)
        assert torch.equal(nonzeros(SPACE, depth, packed), size)
        assert (size.diff() > 0).all()
        assert (error.diff() < 0).all()
        assert (found[f"nonzeros_raw_{depth}"] >= size).all()
        assert ((found[f"start_{depth}"] >= 0) & (found[f"start_{depth}"] < 6)).all()
        assert len(size) > 0


def test_the_front_has_the_networks_of_the_last_step_even_between_two_looks() -> None:
    search = begin(evaluate_every=1000)
    for _ in range(3):
        latent.step(search)
    assert search.validation_mse.isinf().all()
    assert len(front(search)["networks_1"]) > 0


@pytest.mark.parametrize("steps", [0, 10, 13])
def test_what_is_kept_last_is_what_the_last_step_decodes_to(steps: int) -> None:
    search = begin(starts=1, keep="last", evaluate_every=5, learning_rate=0.3)
    for _ in range(steps):
        latent.step(search)
    found = front(search)
    for depth, packed in latent.hard_networks(search).items():
        assert torch.equal(found[f"networks_{depth}"], trim(SPACE, depth, packed))
        assert torch.equal(found[f"nonzeros_raw_{depth}"], nonzeros_raw(SPACE, depth, packed))


def test_what_is_kept_best_also_comes_from_the_way() -> None:
    best, last = (
        begin(starts=1, keep=keep, evaluate_every=1, learning_rate=2.0) for keep in ("best", "last")
    )
    walk(best, 15)
    walk(last, 15)
    assert torch.equal(best.z, last.z)
    assert (best.validation_mse < last.validation_mse).any()
    assert sum(len(front(best)[f"networks_{depth}"]) for depth in SPACE.depths) > len(SPACE.depths)


def test_the_finish_of_a_search_that_keeps_the_last_begins_there() -> None:
    search = begin(keep="last", evaluate_every=1, learning_rate=2.0)
    for _ in range(4):
        latent.step(search)
    finish.init(search, settings("finish", networks=6), 2, SPACE.depths, 0.5)
    for depth, packed in latent.hard_networks(search).items():
        assert set(search.leaders[depth].mse.tolist()) == set(
            mean_squared_error(SPACE, depth, trim(SPACE, depth, packed), *search.screen).tolist()
        )


@pytest.mark.parametrize("column", [0, 1])
def test_links_from_an_input_that_is_always_zero_are_cut(column: int) -> None:
    search = begin()
    search.data = replace(search.data, x_train=search.data.x_train.clone())
    search.data.x_train[:, column] = 0
    for depth, packed in latent.hard_networks(search).items():
        first = layout(SPACE, depth).view(packed, "weights_1")
        assert not first[:, :, column].any()
        assert first[:, :, 1 - column].any()


def principal() -> Autoencoder:
    kind = {"kind": "principal", "latent": 6, "hidden": 16, "decoder_blocks": 1, "head_blocks": 0}
    return build(SPACE, kind | {"probes_per_input": 4, "mask_offset": 2}, 0, CPU)


def test_output_layers_are_fitted_to_the_data_whatever_function_a_point_means() -> None:
    search = begin(principal(), start_from="data")
    with torch.no_grad():
        search.z[:, :, 0] += 100.0
    x, y = DATA.x_train, DATA.y_train
    for depth, packed in latent.hard_networks(search).items():
        error = mean_squared_error(SPACE, depth, packed, x, y)
        assert (error < y.square().mean()).all()
        changed = packed.clone()
        layout(SPACE, depth).view(changed, f"weights_{depth + 1}").mul_(1.01)
        assert (mean_squared_error(SPACE, depth, changed, x, y) > error).all()


def test_each_decoder_starts_from_those_draws_that_it_does_best() -> None:
    def errors(draws: int) -> Tensor:
        search = begin(principal(), start_from="data", draws=draws)
        x, y = DATA.x_train, DATA.y_train
        hard = latent.hard_networks(search).items()
        return torch.stack([mean_squared_error(SPACE, depth, packed, x, y) for depth, packed in hard])

    few, many = errors(6), errors(200)
    assert (many.mean(dim=1) < few.mean(dim=1)).all()
    assert (many.diff(dim=1) >= -1e-6).all()
