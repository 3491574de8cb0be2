from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from py_kernels.learn.masks import Gate, gated
from py_kernels.mlp.batch import fold, unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Decoded, fit_output, harden, output_layer
from py_kernels.nets.output_layer import at_one_scale
from py_kernels.nets.pair import Target

from .drawn import PAPER, SPACES, draw

HARD = Gate(hard=True, gradient=False, gain=1)


def meant(space: Space, depth: int, count: int) -> tuple[Decoded, Tensor]:
    """Networks whose target is their own function, without their output layers; and the packed networks."""
    packed, plan = draw(space, depth, count, 3), layout(space, depth)
    probes = torch.rand(400, space.inputs, generator=torch.Generator().manual_seed(4)) * 2 - 1
    linear = replace(space, output_activation="linear")
    values = predict(unpack(linear, depth, packed), probes)
    parameters = packed[:, : plan.parameters].clone()
    plan.view(parameters, f"weights_{depth + 1}")[:] = 7.0
    if space.bias:
        plan.view(parameters, f"bias_{depth + 1}")[:] = 7.0
    masks = plan.view(packed, "masks") * 2 - 1
    choices = plan.view(packed, "choices") if "choices" in plan.sections else None
    return Decoded(space, depth, parameters, masks, choices, Target(probes, values)), packed


@pytest.mark.parametrize("name", ["paper", "bias", "outputs", "choices", "one input", "one neuron"])
def test_hidden_layers_of_a_network_are_given_the_output_layer_that_makes_its_function(name: str) -> None:
    space = SPACES[name]
    for depth in space.depths:
        decoded, packed = meant(space, depth, 12)
        x = torch.rand(200, space.inputs, generator=torch.Generator().manual_seed(5)) * 2 - 1
        truth = predict(unpack(space, depth, packed), x)
        found = predict(unpack(space, depth, harden(decoded)), x)
        error = (found - truth).square().mean(dim=(1, 2)).sqrt()
        # What ties between neurons and float32 leave.
        assert (error <= 5e-3 * truth.abs().amax(dim=(1, 2)) + 1e-3).all()


def test_masked_neurons_take_no_part() -> None:
    space = SPACES["paper"]
    decoded, _ = meant(space, 2, 6)
    masks, choices = gated(decoded, HARD)
    masks[:, 1, :5] = 0
    fitted = fit_output(decoded, masks, choices, through=False)
    assert (layout(space, 2).view(fitted.parameters, "weights_3")[:, 0, :5] == 0).all()


def test_it_is_the_best_fit_on_the_probes() -> None:
    space = SPACES["bias"]
    decoded, _ = meant(space, 1, 8)
    decoded = replace(decoded, parameters=torch.randn(decoded.parameters.shape))
    masks, _ = gated(decoded, Gate(hard=True, gradient=False, gain=1))
    fitted = fit_output(decoded, masks, None, through=False)

    def error(parameters: Tensor) -> Tensor:
        assert decoded.target is not None
        outputs = predict(fold(space, 1, parameters, masks), decoded.target.probes)
        return (outputs - decoded.target.values).square().mean(dim=(1, 2))

    least = error(fitted.parameters)
    plan = layout(space, 1)
    for name in ("weights_2", "bias_2"):
        for change in (-0.05, 0.05):
            moved = fitted.parameters.clone()
            plan.view(moved, name)[:] += change
            assert (error(moved) >= least - 1e-6).all()


def test_what_has_no_target_stays_as_it_was_decoded() -> None:
    decoded, _ = meant(SPACES["small"], 2, 3)
    decoded = replace(decoded, target=None)
    assert fit_output(decoded, *gated(decoded, HARD), through=False) is decoded


def test_gradients_pass_through_the_fit_only_where_they_are_asked_for() -> None:
    decoded, _ = meant(SPACES["small"], 1, 4)
    assert decoded.target is not None
    values = decoded.target.values.requires_grad_()
    hidden = decoded.parameters.requires_grad_()
    for through in (True, False):
        fitted = fit_output(decoded, *gated(decoded, HARD), through=through)
        outputs = layout(SPACES["small"], 1).view(fitted.parameters, "weights_2")
        loss = outputs.square().sum() + fitted.parameters.sum()
        by_values, by_hidden = torch.autograd.grad(loss, [values, hidden], allow_unused=True)
        assert (by_values is not None) == through
        assert by_hidden is not None


def test_a_sigmoid_output_is_fitted_as_it_is_seen() -> None:
    # One neuron cannot make both values; the logit 30 is seen as 1 whether it is 30 or 12.
    space = replace(SPACES["one input"], max_width=1, depths=(1,), activations=("linear",))
    probes, values = torch.tensor([[0.5], [1.0]]), torch.tensor([0.6, 30.0])
    decoded = Decoded(
        space, 1, torch.tensor([[1.0, 0.0]]), torch.ones(1, 1, 1), None, Target(probes, values[None, None])
    )
    linear = replace(decoded, space=replace(space, output_activation="linear"))
    fitted = fit_output(decoded, torch.ones(1, 1, 1), None, through=False, steps=8).parameters[0, 1]
    tried = torch.linspace(0, 40, 4001)
    errors = (torch.sigmoid(tried[:, None] * probes[:, 0]) - torch.sigmoid(values)).square().sum(dim=1)
    assert abs(fitted - tried[errors.argmin()]) < 0.1
    assert fit_output(linear, torch.ones(1, 1, 1), None, through=False).parameters[0, 1] > 10


LEAKY = replace(PAPER, activations=("leaky_relu",), output_activation="sigmoid", weight_range=3.0)


def shallow_fit(steps: int) -> tuple[Tensor, Tensor]:
    """Outputs `[64, 1, S]` of deep leaky ReLU networks, and of random hidden layers of one fitted to them."""
    decoded, _ = meant(LEAKY, 3, 64)
    assert decoded.target is not None
    size = layout(LEAKY, 1).parameters
    hidden = torch.randn(64, size, generator=torch.Generator().manual_seed(6))
    shallow = Decoded(LEAKY, 1, hidden, torch.ones(64, 1, 7), None, decoded.target)
    masks = torch.ones(64, 1, 7)
    fitted = fit_output(shallow, masks, None, through=False, steps=steps)
    outputs = predict(fold(LEAKY, 1, fitted.parameters, masks), decoded.target.probes)
    return torch.sigmoid(decoded.target.values), outputs


def test_steps_bring_sigmoid_outputs_nearer() -> None:
    errors = []
    for steps in (0, 1, 4):
        truth, outputs = shallow_fit(steps)
        errors.append((outputs - truth).square().mean(dim=(1, 2)).sqrt().mean())
    assert errors[0] > 1.02 * errors[1] > 1.02 * errors[2]


def test_hard_networks_are_fitted_by_several_steps() -> None:
    decoded, _ = meant(LEAKY, 3, 64)
    other = replace(decoded, parameters=decoded.parameters.roll(1, dims=0))
    masks = (decoded.mask_logits > 0).float()
    found = layout(LEAKY, 3).view(harden(other), "weights_4")
    by_steps = [fit_output(other, masks, None, through=False, steps=steps).parameters for steps in (1, 4)]
    once, often = (
        layout(LEAKY, 3).view(parameters, "weights_4") * masks[:, None, 2] for parameters in by_steps
    )
    torch.testing.assert_close(found, often)
    assert not torch.allclose(found, once, rtol=1e-2)


def test_relative_errors_of_outputs_near_0_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def missed() -> Tensor:
        """Of the networks' median relative errors the 9th decile."""
        truth, outputs = shallow_fit(4)
        return ((outputs - truth).abs() / (truth + 1e-30)).flatten(1).median(dim=1).values.quantile(0.9)

    with_them = missed()
    monkeypatch.setattr(output_layer, "TAIL", 1e-12)
    assert with_them < 0.1 * missed()


def test_what_arrives_at_a_homogeneous_neuron_has_one_norm_whatever_its_scale() -> None:
    decoded, packed = meant(LEAKY, 2, 16)
    plan = layout(LEAKY, 2)
    scaled = decoded.parameters.clone()
    plan.view(scaled, "weights_2")[:, 3] *= 1e12
    plan.view(scaled, "weights_1")[:, 2] *= 1e-3
    found, same = at_one_scale(LEAKY, 2, decoded.parameters), at_one_scale(LEAKY, 2, scaled)
    torch.testing.assert_close(found, same, rtol=1e-3, atol=1e-6)
    norms, used = plan.view(found, "weights_2").norm(dim=2), plan.view(packed, "weights_2").norm(dim=2) > 0
    torch.testing.assert_close(norms[used], torch.full_like(norms[used], LEAKY.weight_range))
    assert plan.view(found, "weights_3").equal(plan.view(decoded.parameters, "weights_3"))


def test_the_scale_of_other_networks_is_their_own() -> None:
    decoded, _ = meant(SPACES["choices"], 2, 4)
    assert at_one_scale(SPACES["choices"], 2, decoded.parameters) is decoded.parameters
