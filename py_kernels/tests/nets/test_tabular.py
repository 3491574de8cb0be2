"""Laws of the encoder that reads tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import pad

from py_kernels.mlp.batch import unpack
from py_kernels.native import predict
from py_kernels.nets import build, harden, standard

from .drawn import draw_all
from .tabular import SPACE, TABLE, table, tabular


@torch.no_grad()
def test_the_order_of_rows_does_not_matter() -> None:
    (x, y), module = table(3, 20, 4, 1), tabular()
    order = torch.randperm(20, generator=torch.Generator().manual_seed(2))
    ones = torch.ones_like(y)
    read = module.read(x, y, ones)
    torch.testing.assert_close(module.read(x[:, order], y[:, order], ones), read, rtol=1e-3, atol=1e-4)
    # What a row's target is does.
    assert not torch.allclose(module.read(x[:, order], y, ones), module.read(x, y, ones), atol=1e-2)


@torch.no_grad()
def test_the_order_of_columns_does_not_matter_to_what_networks_answer() -> None:
    (x, y), (fresh, _), module = table(3, 20, 4, 1), table(3, 9, 4, 2), tabular()
    order, ones = torch.tensor([2, 0, 3, 1]), torch.ones_like(y)
    z, turned = module.read(x, y, ones), module.read(x[:, :, order], y, ones)
    for depth in SPACE.depths:
        answers = module.answers(turned, fresh[:, :, order], depth)
        torch.testing.assert_close(answers, module.answers(z, fresh, depth), rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_a_row_that_counts_twice_is_two_rows_and_one_that_counts_nothing_none() -> None:
    (x, y), module = table(2, 12, 3, 3), tabular()
    counts = torch.ones_like(y)
    counts[:, :4], counts[:, 4] = 2, 0
    kept = torch.cat([x[:, :4], x[:, :4], x[:, 5:]], 1), torch.cat([y[:, :4], y[:, :4], y[:, 5:]], 1)
    once = module.read(*kept, torch.ones_like(kept[1]))
    torch.testing.assert_close(module.read(x, y, counts), once, rtol=1e-4, atol=1e-4)


@torch.no_grad()
def test_units_do_not_matter() -> None:
    (x, y), module = table(2, 15, 3, 3), tabular()
    ones = torch.ones_like(y)
    other = module.read(100 * x - 7, 0.01 * y + 5, ones)
    torch.testing.assert_close(other, module.read(x, y, ones), rtol=1e-3, atol=1e-3)


@torch.no_grad()
def test_columns_that_a_table_lacks_are_not_linked() -> None:
    (x, y), module = table(3, 20, 2, 1), tabular()
    packed = harden(module.decode(module.read(x, y, torch.ones_like(y)), 1))
    fresh = torch.randn(3, 7, SPACE.inputs, generator=torch.Generator().manual_seed(4))
    other = fresh.clone()
    other[:, :, 2:] = 9
    networks = unpack(SPACE, 1, packed)
    torch.testing.assert_close(predict(networks, fresh), predict(networks, other))
    other[:, :, 1] = 9
    assert not torch.allclose(predict(networks, fresh), predict(networks, other), atol=1e-2)


@torch.no_grad()
def test_the_same_table_and_first_weights_are_the_same_point() -> None:
    x, y = table(3, 20, 4, 1)
    ones = torch.ones_like(y)
    assert torch.equal(tabular(5).read(x, y, ones), tabular(5).read(x, y, ones))
    assert not torch.equal(tabular(5).read(x, y, ones), tabular(6).read(x, y, ones))


@torch.no_grad()
def test_the_other_tables_that_are_read_do_not_matter() -> None:
    (x, y), module = table(4, 20, 3, 1), tabular()
    ones = torch.ones_like(y)
    alone = module.read(x[2:3], y[2:3], ones[2:3])
    torch.testing.assert_close(module.read(x, y, ones)[2:3], alone, rtol=1e-4, atol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize("depths", [(1, 2), (1, 3, 4)], ids=["shallow", "deep"])
def test_decoded_networks_answer_what_their_point_does(depths: tuple[int, ...]) -> None:
    (x, y), (fresh, _) = table(4, 20, 3, 1), table(4, 9, 3, 2)
    module = tabular(space=replace(SPACE, depths=depths))
    z = module.read(x, y, torch.ones_like(y))
    for value in module.decode_all(z):
        networks = unpack(value.space, value.depth, harden(value))
        found = predict(networks, pad(fresh, (0, SPACE.inputs - 3)))[:, 0]
        torch.testing.assert_close(found, module.answers(z, fresh, value.depth), rtol=1e-4, atol=1e-4)
        assert found.std() > 0.1


@torch.no_grad()
def test_a_straight_line_is_answered_as_such_by_every_depth_untrained_as_it_is() -> None:
    x, _ = table(3, 200, 4, 1)
    x = standard(x, torch.ones(3, 200))[0]
    y = x @ torch.tensor([1.0, -2.0, 0.0, 0.5])
    module = tabular()
    z = module.read(x, y, torch.ones_like(y))
    y = standard(y[..., None], torch.ones_like(y))[0][..., 0]
    for depth in SPACE.depths:
        assert (module.answers(z, x, depth) - y).square().mean() < 0.01


@torch.no_grad()
def test_a_network_is_read_as_the_table_of_its_answers() -> None:
    module, networks = tabular(), draw_all(SPACE, 6, 1)
    z = module.encode(networks)
    x = module.probes.expand(len(networks[1]), -1, -1)
    y = predict(unpack(SPACE, 1, networks[1]), module.probes)[:, 0]
    # Of a step in the end that is taken or not rounding may decide: what is answered is alike.
    own = module.answers(module.read(x, y, torch.ones_like(y)), x, 1)
    assert (module.answers(z[: len(y)], x, 1) - own).abs().mean() < 0.02
    assert (module.answers(z[len(y) :], x, 1) - own).abs().mean() > 0.2
    assert z.shape == (sum(len(packed) for packed in networks.values()), module.latent)


@pytest.mark.parametrize(
    "changed",
    [{"outputs": 2}, {"bias": False}, {"activations": ("tanh",)}, {"max_width": 1}],
    ids=["outputs", "biases", "activations", "width"],
)
def test_a_space_that_it_cannot_decode_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="an autoencoder of tables needs"):
        build(replace(SPACE, **changed), TABLE, 0, "cpu")  # type: ignore[arg-type]
