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
from py_kernels.nets import Decoded, fit_output, harden
from py_kernels.nets.pair import Target

from .drawn import SPACES, draw

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


def test_a_saturated_output_is_fitted_where_it_is_not_saturated() -> None:
    # One neuron cannot make both values; the logit 30 is seen as 1 whether it is 30 or 12.
    space = replace(SPACES["one input"], max_width=1, depths=(1,), activations=("linear",))
    probes = torch.tensor([[0.5], [1.0]])
    target = Target(probes, torch.tensor([[[0.6, 30.0]]]))
    decoded = Decoded(space, 1, torch.tensor([[1.0, 0.0]]), torch.ones(1, 1, 1), None, target)
    fitted = fit_output(decoded, torch.ones(1, 1, 1), None, through=False)
    linear = fit_output(
        replace(decoded, space=replace(space, output_activation="linear")),
        torch.ones(1, 1, 1),
        None,
        through=False,
    )
    assert abs(fitted.parameters[0, 1] * 0.5 - 0.6) < 0.1
    assert linear.parameters[0, 1] * 0.5 > 5
