"""Convolutions as products of matrices are torch's own."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from py_kernels.nets.convolution import Convolution, Doubling

SHAPES = [(1, 1), (2, 3), (4, 5), (7, 9), (7, 33), (1, 6)]


def channels_first(h: Tensor) -> Tensor:
    return h.permute(0, 3, 1, 2)


def assert_same(module: nn.Conv2d | nn.ConvTranspose2d, images: Tensor, plain: Tensor) -> None:
    """Of `images`, and every gradient of a weighted sum of the answers."""
    answers = channels_first(module(images))
    torch.testing.assert_close(answers, plain, rtol=1e-5, atol=1e-5)
    weights = torch.randn(plain.shape, generator=torch.Generator().manual_seed(1))
    leaves = [images, *module.parameters()]
    ours = torch.autograd.grad((answers * weights).sum(), leaves)
    theirs = torch.autograd.grad((plain * weights).sum(), leaves)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def draw(images: int, rows: int, columns: int, features: int) -> Tensor:
    drawn = torch.randn(images, rows, columns, features, generator=torch.Generator().manual_seed(0))
    return drawn.requires_grad_()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("size", "stride"), [(3, 1), (3, 2), (1, 1), (1, 2)])
@pytest.mark.parametrize("images", [1, 4])
def test_a_convolution_is_torch_s(size: int, stride: int, shape: tuple[int, int], images: int) -> None:
    module = Convolution(3, 5, size, stride)
    drawn = draw(images, *shape, 3)
    plain = nn.functional.conv2d(channels_first(drawn), module.weight, module.bias, stride, size // 2)
    assert_same(module, drawn, plain)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("images", [1, 4])
def test_a_doubling_is_torch_s_transposed_convolution(shape: tuple[int, int], images: int) -> None:
    rows, columns = shape
    module = Doubling(3, rows, columns)
    drawn = draw(images, (rows + 1) // 2, (columns + 1) // 2, 3)
    odd = [1 - rows % 2, 1 - columns % 2]
    plain = nn.functional.conv_transpose2d(channels_first(drawn), module.weight, module.bias, 2, 1, odd)
    assert_same(module, drawn, plain)


def test_first_weights_are_those_that_torch_draws() -> None:
    torch.manual_seed(3)
    ours = Convolution(2, 4, 3)
    torch.manual_seed(3)
    assert torch.equal(ours.weight, nn.Conv2d(2, 4, 3).weight)
