from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import pytest
import torch
from torch import Tensor

from py_kernels.learn.distance import spearman
from py_kernels.mlp.batch import unpack
from py_kernels.mlp.layout import layout
from py_kernels.mlp.space import Space
from py_kernels.native import predict
from py_kernels.nets import Principal, build
from py_kernels.nets.principal import squash

from .drawn import PAPER, PRINCIPAL, SMALL, draw, draw_all

LARGE: dict[str, Any] = PRINCIPAL | {"latent": 40, "probes_per_input": 7}


def measured(space: Space, autoencoder: dict[str, Any], networks: int) -> Principal:
    module = build(space, autoencoder, 0, "cpu")
    assert isinstance(module, Principal)
    module.measure(draw_all(space, networks, 1))
    return module


def functions(module: Principal, packed: Tensor, depth: int) -> Tensor:
    linear = replace(module.space, output_activation="linear")
    return predict(unpack(linear, depth, packed), module.probes)


def test_distances_of_points_are_those_of_functions() -> None:
    module = measured(SMALL, LARGE, 300)
    packed = draw(SMALL, 2, 30, 2)
    z, values = module.encode({2: packed}), functions(module, packed, 2).flatten(1)
    between = torch.cdist(values, values) / sqrt(values.shape[1])
    torch.testing.assert_close(torch.cdist(z, z), between, rtol=0.02, atol=0.02)


def test_a_point_says_what_function_is_meant() -> None:
    module = measured(SMALL, LARGE, 300)
    packed = draw(SMALL, 1, 20, 3)
    values = functions(module, packed, 1)
    target = module.decode(module.encode({1: packed}), 1).target
    assert target is not None
    missed = (target.values - values).square().sum(dim=(1, 2))
    spread = (values - values.mean(dim=2, keepdim=True)).square().sum(dim=(1, 2))
    assert (missed / spread).median() < 1e-3


def test_all_decoders_together_give_what_each_gives_alone() -> None:
    module = measured(SMALL, LARGE, 300)
    z = module.encode({2: draw(SMALL, 2, 5, 2)})
    for together in module.decode_all(z):
        alone = module.decode(z, together.depth)
        assert together.target is not None
        assert alone.target is not None
        assert torch.equal(together.parameters, alone.parameters)
        assert torch.equal(together.mask_logits, alone.mask_logits)
        assert torch.equal(together.target.values, alone.target.values)


def test_points_of_sigmoid_outputs_are_near_where_outputs_are_and_say_which() -> None:
    space = replace(SMALL, output_activation="sigmoid", activations=("leaky_relu",), weight_range=12.0)
    module = measured(space, LARGE, 300)
    packed = draw(space, 2, 60, 2)
    logits = functions(module, packed, 2).flatten(1)
    assert (logits.abs().amax(dim=1) > 20).any()
    z, outputs = module.encode({2: packed}), torch.sigmoid(logits)
    one, other = torch.triu_indices(60, 60, 1)
    apart = torch.cdist(outputs.double(), outputs.double())[one, other]
    assert spearman(apart, torch.cdist(z, z)[one, other].double()) > 0.95
    assert spearman(apart, torch.cdist(logits, logits)[one, other].double()) < 0.9
    target = module.decode(z, 2).target
    assert target is not None
    missed = (torch.sigmoid(target.values).flatten(1) - outputs).square().mean(dim=1)
    assert (missed / outputs.var(dim=1)).median() < 1e-3


def test_homogeneous_hidden_layers_are_decoded_at_one_scale_whatever_the_heads_give() -> None:
    space = replace(SMALL, activations=("leaky_relu",))
    module = measured(space, LARGE, 100)
    z = module.encode({1: draw(space, 1, 5, 4)})
    plain = module.decode(z, 2).parameters
    with torch.no_grad():
        last = module.get_submodule("heads.2").get_submodule("1")
        for parameter in last.parameters():
            parameter.mul_(1e12)
    weights = layout(space, 2).view(module.decode(z, 2).parameters, "weights_2")
    torch.testing.assert_close(weights.norm(dim=2), torch.full_like(weights[:, :, 0], space.weight_range))
    torch.testing.assert_close(weights, layout(space, 2).view(plain, "weights_2"))


def test_squashed_logits_are_in_order_and_within_bounds() -> None:
    logits = torch.linspace(-90, 90, 1001)
    found = squash(logits)
    assert (found.diff() > 0).all()
    assert found.abs().max() < 2
    assert squash(torch.tensor(0.01)).item() == pytest.approx(0.01, rel=0.01)


def test_components_are_orthonormal_and_their_variances_fall() -> None:
    module = measured(SMALL, LARGE, 300)
    components = module.basis.shape[1]
    torch.testing.assert_close(module.basis.T @ module.basis, torch.eye(components), atol=1e-5, rtol=0)
    assert (module.spectrum.diff() <= 1e-7).all()
    assert 0.99 < module.spectrum.sum() < 1.001


def test_measuring_the_same_networks_gives_the_same_components() -> None:
    assert torch.equal(measured(SMALL, LARGE, 50).basis, measured(SMALL, LARGE, 50).basis)
    assert not torch.equal(measured(SMALL, LARGE, 50).basis, measured(SMALL, LARGE, 51).basis)


def test_a_network_that_gives_zero_everywhere_is_encoded_and_decoded() -> None:
    module = measured(SMALL, PRINCIPAL, 20)
    z = module.encode({1: torch.zeros_like(draw(SMALL, 1, 3, 0))}).requires_grad_()
    value = module.decode(z, 1)
    assert value.parameters.isfinite().all()
    torch.autograd.backward(value.parameters.sum())
    assert z.grad is not None
    assert z.grad.isfinite().all()


def test_a_latent_that_the_probes_cannot_fill_is_refused() -> None:
    with pytest.raises(ValueError, match="choose a latent from 2 to 17"):
        build(SMALL, PRINCIPAL | {"latent": 18}, 0, "cpu")
    with pytest.raises(ValueError, match="lower probes_per_input"):
        build(PAPER, PRINCIPAL | {"probes_per_input": 20}, 0, "cpu")


def test_data_of_a_network_are_embedded_near_the_network() -> None:
    module = measured(SMALL, LARGE, 300)
    generator = torch.Generator().manual_seed(6)
    x = torch.rand(500, 2, generator=generator) * 2 - 1
    packed = draw(SMALL, 2, 10, 5)
    z = module.encode({2: packed})
    outputs = predict(unpack(SMALL, 2, packed), x)
    for own, y in zip(z, outputs, strict=True):
        found = module.embed(x, y.T).draw(torch.tensor([0.0]), generator)
        distances = (z - found).norm(dim=1)
        assert (distances - (own - found).norm()).min() == 0
        assert (own - found).norm() < 0.15 * (own[1:].norm() + 0.01)


def test_a_sigmoid_output_is_embedded_by_its_logits() -> None:
    module = measured(replace(SMALL, output_activation="sigmoid"), LARGE, 300)
    packed = draw(module.space, 1, 1, 7) * torch.tensor(0.3)
    x = torch.rand(500, 2, generator=torch.Generator().manual_seed(8)) * 2 - 1
    y = predict(unpack(module.space, 1, packed), x)[0].T
    found = module.embed(x, y).mean
    own = module.encode({1: packed})[0]
    assert (own - found).norm() < 0.2 * own.norm()


def test_draws_spread_with_their_temperature() -> None:
    module = measured(SMALL, LARGE, 300)
    x = torch.rand(12, 2, generator=torch.Generator().manual_seed(9)) * 2 - 1
    posterior = module.embed(x, x[:, :1] ** 2)
    generator = torch.Generator().manual_seed(10)
    cold, cool, warm = (
        (posterior.draw(torch.full((50,), heat), generator) - posterior.mean).norm(dim=1).mean()
        for heat in (0.0, 0.5, 1.0)
    )
    assert cold == 0
    assert 0 < cool < warm
