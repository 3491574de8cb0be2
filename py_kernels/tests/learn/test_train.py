"""Training: steps, states, and that it learns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.learn import (
    Trainer,
    grid,
    init,
    losses,
    masks,
    native_bfloat16,
    reconstruct,
    state,
    step,
    train,
)
from py_kernels.learn.precision import autocast
from py_kernels.nets import build

from ..nets.drawn import FUNCTIONAL, KINDS, PRINCIPAL, SMALL, SPACES, draw, draw_all
from .training import LOSSES, MASKS, TRAINING, trainer

CPU = torch.device("cpu")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize(
    "name", ["small", "bias", "outputs", "choices", "one input", "many inputs", "one neuron"]
)
def test_every_space_can_be_trained(name: str, kind: dict[str, Any]) -> None:
    space = SPACES[name]
    training = TRAINING | {"grid": 2}
    run = init(space, kind, training, 0, CPU, None, draw_all(space, 20, 1))
    before = _weights(run)
    loss, fvu = step(run, draw_all(space, 4, 0))
    assert loss.shape == ()
    assert loss.isfinite()
    assert fvu.shape == (len(space.depths),)
    assert run.step == 1
    assert not torch.equal(_weights(run), before)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("masks", MASKS)
def test_a_step_lowers_every_loss_with_every_mask(loss: str, masks: str) -> None:
    changes = {"loss": loss, "masks": masks, "grid_values": "even", "learning_rate": 1e-4, "warmup_steps": 0}
    run, networks = trainer(changes | {"networks": 16_000, "schedule": "constant"}), draw_all(SMALL, 8, 0)
    losses = [step(run, networks)[0].item() for _ in range(12)]
    assert losses[-1] < losses[0]


def test_the_loss_of_the_minimum_trains_winners_only() -> None:
    run = trainer({"loss": "min", "weight_decay": 0.0})
    networks = {1: draw(SMALL, 1, 1, 0)}
    before = {name: value.clone() for name, value in run.autoencoder.named_parameters()}
    step(run, networks)
    changed = {
        depth
        for depth in SMALL.depths
        for name, value in run.autoencoder.named_parameters()
        if name.startswith(f"heads.{depth}.") and not torch.equal(value, before[name])
    }
    assert len(changed) == 1
    everyone = trainer({"loss": "p_2", "weight_decay": 0.0})
    step(everyone, networks)
    moved = [
        not torch.equal(v, before[n]) for n, v in everyone.autoencoder.named_parameters() if "heads" in n
    ]
    assert all(moved)


@pytest.mark.parametrize(
    "kind",
    [*KINDS.values(), KINDS["convolutional"] | {"skip_norm": True}],
    ids=lambda kind: str(kind["kind"]),
)
def test_the_minimum_s_gradient_is_that_of_equation_3_over_all_decoders(kind: dict[str, Any]) -> None:
    run = trainer({"loss": "min", "clip_norm": 0}, autoencoder=kind)
    networks = draw_all(SMALL, 6, 0)
    gradients = _gradient(run, networks)
    x = grid.grid(run.training, 2, 7, 0)
    y = train._targets(SMALL, networks, x)
    again = trainer({"loss": "min", "clip_norm": 0}, autoencoder=kind)
    decoded = again.autoencoder.decode_all(again.autoencoder.encode(networks))
    errors = torch.stack([train._errors(value, train._gate(again), x, y) for value in decoded])
    torch.autograd.backward(losses.minimum(errors))
    tolerance = 0.02 if kind["kind"] == "principal" else 0
    for name, parameter in again.autoencoder.named_parameters():
        expected = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        # Output layers that are fitted carry the rounding of batches of other sizes far.
        size = expected.abs().max().item()
        torch.testing.assert_close(gradients[name], expected, rtol=1e-4, atol=1e-6 + tolerance * size)


@pytest.mark.parametrize("kind", [KINDS["functional"], KINDS["convolutional"] | {"skip_norm": True}])
@pytest.mark.parametrize("changes", [{}, {"loss": "min"}, {"optimizer": "adam", "schedule": "halve"}])
def test_a_resumed_training_continues_bit_for_bit(kind: dict[str, Any], changes: dict[str, Any]) -> None:
    whole = trainer(changes, autoencoder=kind)
    kept: dict[str, Tensor] = {}
    results = []
    for k in range(8):
        if k == 4:
            # As the wire brings them, in the order of their shapes.
            kept = {
                name: value.clone(memory_format=torch.contiguous_format)
                for name, value in state(whole).items()
            }
        results.append(step(whole, draw_all(SMALL, 4, 10 * k)))
    resumed = trainer(changes, kept, kind)
    assert resumed.step == 4
    for k in range(4, 8):
        loss, fvu = step(resumed, draw_all(SMALL, 4, 10 * k))
        assert torch.equal(loss, results[k][0])
        assert torch.equal(fvu, results[k][1])
    ends = state(whole), state(resumed)
    assert ends[0].keys() == ends[1].keys()
    assert all(torch.equal(value, ends[1][name]) for name, value in ends[0].items())


def test_a_training_resumed_without_its_moments_does_not_continue_as_it_was() -> None:
    whole = trainer({})
    for k in range(4):
        step(whole, draw_all(SMALL, 4, 10 * k))
    kept = {name: value.clone() for name, value in state(whole).items() if not name.startswith("optimizer.")}
    resumed = trainer({}, kept)
    for run in (whole, resumed):
        step(run, draw_all(SMALL, 4, 99))
    assert not torch.equal(_weights(whole), _weights(resumed))


def test_a_resumed_training_does_not_share_memory_with_the_state_it_came_from() -> None:
    first = trainer({})
    step(first, draw_all(SMALL, 4, 0))
    kept = state(first)
    copies = {name: value.clone() for name, value in kept.items()}
    step(trainer({}, kept), draw_all(SMALL, 4, 1))
    assert all(torch.equal(value, copies[name]) for name, value in kept.items())


def test_a_state_is_of_named_tensors_of_the_wire_s_types() -> None:
    run = trainer({}, autoencoder=KINDS["convolutional"] | {"skip_norm": True})
    step(run, draw_all(SMALL, 4, 0))
    parts = state(run)
    assert parts["step"].dtype == torch.int64
    assert parts["step"].item() == 1
    assert {value.dtype for value in parts.values()} == {torch.float32, torch.int64}
    assert {name.partition(".")[0] for name in parts} == {"autoencoder", "optimizer", "step"}
    assert not any(value.requires_grad and value.is_leaf is False for value in parts.values())


def test_a_state_of_another_autoencoder_is_refused() -> None:
    run = trainer({})
    step(run, draw_all(SMALL, 4, 0))
    with pytest.raises(RuntimeError):
        trainer({}, state(run), FUNCTIONAL | {"hidden": 20})


def test_too_large_a_grid_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="lower grid"):
        init(replace(SMALL, inputs=8), FUNCTIONAL, TRAINING | {"grid": 10}, 0, CPU, None, {})


def test_only_matrices_decay() -> None:
    run = trainer({"weight_decay": 0.5})
    for group in run.optimizer.param_groups:
        decays = {parameter.dim() > 1 for parameter in group["params"]}
        assert decays == {group["weight_decay"] == 0.5}


def test_clipping_bounds_the_gradient_s_norm_and_0_does_not() -> None:
    networks = draw_all(SMALL, 4, 0)
    free = _norm(_gradient(trainer({"loss": "fvu", "clip_norm": 0}), networks))
    clipped = _norm(_gradient(trainer({"loss": "fvu", "clip_norm": 0.01}), networks))
    assert free > 0.011
    assert clipped == pytest.approx(0.01, rel=1e-3)


def test_bfloat16_changes_the_autoencoder_s_arithmetic_and_float32_does_not() -> None:
    networks = draw_all(SMALL, 4, 0)
    results = {name: step(trainer({"precision": name}), networks)[0] for name in ("float32", "bfloat16")}
    assert results["bfloat16"].dtype == torch.float32
    assert results["bfloat16"].item() == pytest.approx(results["float32"].item(), abs=0.2)
    assert not torch.equal(results["bfloat16"], results["float32"])


@pytest.mark.parametrize("output_activation", ["linear", "sigmoid"])
def test_decoded_networks_are_fitted_and_evaluated_in_float32_whatever_the_precision(
    output_activation: str,
) -> None:
    space = replace(SMALL, output_activation=output_activation)
    module = build(space, PRINCIPAL, 0, CPU)
    networks = draw_all(space, 6, 0)
    module.measure(networks)
    x = torch.rand(30, space.inputs, generator=torch.Generator().manual_seed(1)) * 2 - 1
    y = train._targets(space, networks, x)
    soft = masks.gate("soft", 1, 1, 0)
    with torch.no_grad():
        for decoded in module.decode_all(module.encode(networks)):
            exact = train._errors(decoded, soft, x, y)
            with autocast("bfloat16", CPU):
                assert torch.equal(train._errors(decoded, soft, x, y), exact)


def test_auto_takes_bfloat16_where_the_device_has_it() -> None:
    with autocast("auto", CPU):
        computed = torch.nn.functional.linear(torch.ones(2, 2), torch.ones(2, 2)).dtype
    assert (computed == torch.bfloat16) == native_bfloat16(CPU)


def test_a_short_training_lowers_the_hard_networks_fvu_on_fresh_networks() -> None:
    changes = {"networks": 300 * 64, "batch": 64, "learning_rate": 0.003, "warmup_steps": 20, "grid": 5}
    kind = FUNCTIONAL | {"hidden": 48, "latent": 16, "probes_per_input": 5}
    run = trainer(changes, autoencoder=kind)
    before = _hard_fvu(run)
    for k in range(300):
        step(run, draw_all(SMALL, 32, 10 * k))
    after = _hard_fvu(run)
    assert (after < 0.5 * before).all()
    assert after[0] < 0.5


def _hard_fvu(run: Trainer) -> Tensor:
    """Of the best decoder, median over fresh networks of each depth."""
    x = torch.cartesian_prod(*[torch.linspace(-1, 1, 10)] * 2)
    medians = [
        reconstruct(run.autoencoder, depth, draw(SMALL, depth, 200, 100_000), x, "hard", 0)["fvu"]
        .median(dim=1)
        .values
        for depth in SMALL.depths
    ]
    return torch.stack([value.min() for value in medians])


def _weights(run: Trainer) -> Tensor:
    return torch.cat([parameter.detach().flatten().clone() for parameter in run.autoencoder.parameters()])


def _gradient(run: Trainer, networks: dict[int, Tensor]) -> dict[str, Tensor]:
    step(run, networks)
    return {
        name: torch.zeros_like(p) if p.grad is None else p.grad
        for name, p in run.autoencoder.named_parameters()
    }


def _norm(gradient: dict[str, Tensor]) -> float:
    return float(torch.linalg.vector_norm(torch.cat([value.flatten() for value in gradient.values()])))


@pytest.mark.parametrize("kind", [FUNCTIONAL, PRINCIPAL], ids=["functional", "principal"])
def test_other_threads_train_the_same_but_for_the_last_digits(kind: dict[str, Any]) -> None:
    """Why an artifact notes its threads, and is not made again for others."""
    before = torch.get_num_threads()

    def losses(threads: int) -> Tensor:
        torch.set_num_threads(threads)
        run = trainer({"batch": 256, "networks": 2560}, None, kind)
        return torch.stack([step(run, draw_all(SMALL, 256, number))[0] for number in range(10)])

    try:
        torch.testing.assert_close(losses(1), losses(2), rtol=0.01, atol=0.001)
    finally:
        torch.set_num_threads(before)
