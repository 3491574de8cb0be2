"""What is left of a read network of one hidden layer when few links are kept.

B tables; S rows; C columns; K bent neurons, beside the line; N = K + 1.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from .reader import Answer
from .ridge import ridge_with_bias


def of_links(answer: Answer, links: int) -> Tensor:
    """Which links of the first layer stay where so many may, `[B, N, C]`: the most salient."""
    salient = _saliency(answer)
    least = salient.flatten(1).topk(min(links, salient[0].numel()), dim=1).values[:, -1]
    return salient >= least[:, None, None]


def of_numbers(answer: Answer, numbers: int) -> Tensor:
    """Which links of the first layer stay in a network of so many numbers, `[B, N, C]`: the most salient.

    A neuron's first link brings its bias and what leaves it along. At least one link stays.
    """
    salient = _saliency(answer)
    order = salient.flatten(1).argsort(dim=1, descending=True, stable=True)
    neuron = order // salient.shape[2]
    before = torch.nn.functional.one_hot(neuron, salient.shape[1]).cumsum(1)
    is_first = before.gather(2, neuron[..., None])[..., 0] == 1
    # The line has no bias.
    brings = torch.where(neuron < salient.shape[1] - 1, 2, 1)
    taken = (1 + is_first * brings).cumsum(1)
    stays = taken <= max(numbers, int(taken[:, 0].max()))
    return torch.zeros_like(stays).scatter_(1, order, stays).view_as(salient)


def pruned(answer: Answer, stays: Tensor, x: Tensor, y: Tensor, counts: Tensor) -> Answer:
    """`answer` with those links of its first layer that stay [B, N, C], its output fitted to the rows again.

    x [B, S, C], y [B, S], of mean 0 and variance 1 by counts [B, S].
    """
    bent = answer.output.shape[1] - 2
    weights = _weights(answer) * stays
    codes = torch.cat([weights[:, -1][..., None], answer.columns[..., 1:]], dim=2)
    # A neuron that nothing enters says nothing: its bias would be a number for no use.
    biases = answer.biases[:, :bent] * stays[:, :bent].any(2)
    sparse = replace(answer, weights=weights[:, :bent], biases=biases, columns=codes)
    return replace(sparse, output=ridge_with_bias(sparse.emitted(x), y, counts, answer.decay).weights)


def _weights(answer: Answer) -> Tensor:
    """Of the first layer `[B, N, C]`, the line last."""
    bent = answer.output.shape[1] - 2
    return torch.cat([answer.weights[:, :bent], answer.columns[:, None, :, 0]], dim=1)


def _saliency(answer: Answer) -> Tensor:
    """Of the first layer's links `[B, N, C]`: the size of a weight times what leaves its neuron."""
    return (_weights(answer) * answer.output[:, :-1, None]).detach().abs()
