from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
import torch
from torch import Tensor

from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Decoded, harden, refine
from py_kernels.nets.refine import DECAY
from py_kernels.polish import levenberg
from py_kernels.polish.fit import Fit
from py_kernels.polish.population import Population

from .drawn import SPACES
from .test_output_layer import meant

OF_SIGMOIDS = replace(SPACES["small"], output_activation="sigmoid")


def near(space: Space, depth: int) -> tuple[Decoded, Tensor]:
    """Networks that mean their own function, with hidden layers a little off; and the packed networks."""
    decoded, packed = meant(space, depth, 12)
    noise = torch.randn(decoded.parameters.shape, generator=torch.Generator().manual_seed(6))
    return replace(decoded, parameters=decoded.parameters * (1 + 0.1 * noise)), packed


def errors(space: Space, depth: int, found: Tensor, truth: Tensor) -> Tensor:
    """Fractions of variance unexplained, between the probe points."""
    x = torch.rand(200, space.inputs, generator=torch.Generator().manual_seed(5)) * 2 - 1
    y, answer = (predict(unpack(space, depth, packed), x) for packed in (truth, found))
    return (answer - y).square().sum(dim=(1, 2)) / y.var(dim=2, correction=0).sum(dim=1) / 200


@pytest.mark.parametrize(
    "space",
    [*(SPACES[name] for name in ("paper", "bias", "outputs", "choices")), OF_SIGMOIDS],
    ids=["paper", "bias", "outputs", "choices", "sigmoid output"],
)
def test_networks_come_nearer_to_what_is_meant(space: Space) -> None:
    for depth in space.depths:
        decoded, packed = near(space, depth)
        before = errors(space, depth, harden(decoded), packed)
        after = errors(space, depth, refine(decoded, 20), packed)
        assert after.median() < 0.1 * before.median()


@pytest.mark.parametrize("space", [SPACES["paper"], OF_SIGMOIDS], ids=["paper", "sigmoid output"])
def test_it_is_levenberg_and_marquardt_on_the_probes_then_the_output_layer_once_more(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("py_kernels.nets.refine"), "DONE", 0.0)
    decoded, _ = near(space, 2)
    assert decoded.target is not None
    x, values = decoded.target.probes, decoded.target.values
    y = torch.sigmoid(values) if space.output_activation == "sigmoid" else values
    decay = DECAY * 400 * y.var(dim=2, correction=0)
    moved = Population.of(space, 2, harden(decoded), torch.arange(12), levenberg.FIRST_DAMPING)
    for _ in range(7):
        levenberg.step(moved, levenberg.chosen_links(moved.links, moved.links.shape[1]), Fit(x, y, decay))
    expected = harden(replace(decoded, parameters=moved.weights))
    assert (errors(space, 2, refine(decoded, 7), expected) < 1e-6).all()


def test_each_network_has_its_own_target_whatever_stands_beside_it() -> None:
    decoded, _ = near(SPACES["paper"], 2)
    alone = torch.cat([refine(decoded.take(torch.tensor([i])), 3) for i in range(12)])
    torch.testing.assert_close(refine(decoded, 3), alone, rtol=1e-2, atol=1e-2)


def test_masked_neurons_stay_out() -> None:
    space = SPACES["paper"]
    decoded, _ = near(SPACES["paper"], 2)
    logits = decoded.mask_logits.clone()
    logits[:, 0, 2] = -1
    refined = refine(replace(decoded, mask_logits=logits), 5)
    plan = layout(space, 2)
    assert (plan.view(refined, "weights_1")[:, 2] == 0).all()
    assert (plan.view(refined, "weights_2")[:, :, 2] == 0).all()


def test_networks_without_a_link_stay_without_one() -> None:
    decoded, _ = near(SPACES["paper"], 2)
    masked = replace(decoded, mask_logits=-torch.ones_like(decoded.mask_logits))
    assert (refine(masked, 3) == 0).all()


@pytest.mark.parametrize("steps", [0, 20])
def test_without_steps_or_without_a_target_it_is_the_hard_network(steps: int) -> None:
    decoded, _ = near(SPACES["paper"], 2)
    decoded = decoded if steps == 0 else replace(decoded, target=None)
    assert torch.equal(refine(decoded, steps), harden(decoded))


def test_networks_that_do_what_is_meant_stay_as_they_are() -> None:
    off, _ = near(SPACES["paper"], 2)
    exact, _ = meant(SPACES["paper"], 2, 12)
    parameters = torch.where(torch.arange(12)[:, None] % 2 == 0, exact.parameters, off.parameters)
    mixed = replace(exact, parameters=parameters)
    refined, before = refine(mixed, 7), harden(mixed)
    torch.testing.assert_close(refined[::2], before[::2])
    assert (refined[1::2] != before[1::2]).any(dim=1).all()
