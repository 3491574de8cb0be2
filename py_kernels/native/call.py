"""The operators by a fused kernel, where `fused.takes` has said that one serves.

Functions of autograd, not torch's custom operators: those cost 15 to 40 us more a call, and the first one
imports torch's compiler, a second or two of every program that trains nothing.
Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..mlp.batch import Networks
from . import abi, fused


def predict(networks: Networks, x: Tensor) -> Tensor:
    """As operator.predict."""
    if not _wants_gradient(networks):
        return _predict(networks, x)
    outputs: Tensor = _Predict.apply(networks.parameters, networks.choices, networks, x)  # type: ignore[no-untyped-call]  # torch: no types
    return outputs


def squared_error(networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None = None) -> Tensor:
    """As operator.squared_error; the gradient is computed where somebody may ask for it."""
    if not _wants_gradient(networks):
        return _squared_error(networks, x, y, rows)
    value: Tensor = _SquaredError.apply(networks.parameters, networks.choices, networks, x, y, rows)  # type: ignore[no-untyped-call]  # torch: no types
    return value


def moments(networks: Networks, x: Tensor, y: Tensor) -> Tensor:
    """As operator.moments."""
    seen = networks.space.max_width + networks.space.bias
    products = x.new_zeros(len(networks.parameters), seen, seen + y.shape[1])
    fused.run(abi.MOMENTS, networks, x, y, moments=products)
    return products


def _wants_gradient(networks: Networks) -> bool:
    choices = networks.choices
    needs = networks.parameters.requires_grad or (choices is not None and choices.requires_grad)
    return needs and torch.is_grad_enabled()


def _predict(networks: Networks, x: Tensor) -> Tensor:
    output = x.new_empty(len(networks.parameters), networks.space.outputs, len(x))
    fused.run(abi.PREDICT, networks, x, None, output=output)
    return output


def _squared_error(
    networks: Networks, x: Tensor, y: Tensor, rows: Tensor | None, **gradients: Tensor | None
) -> Tensor:
    value = x.new_zeros(len(networks.parameters))
    fused.run(abi.SQUARED_ERROR, networks, x, y, rows, value=value, **gradients)
    return value


def _room(networks: Networks) -> dict[str, Tensor | None]:
    """For gradients by the parameters [B, W] and the choices [B, L, N, A]."""
    parameters, choices = networks.parameters, networks.choices
    dense = torch.contiguous_format
    by_choices = None if choices is None else torch.empty_like(choices, memory_format=dense)
    return {
        "gradient": torch.empty_like(parameters, memory_format=dense),
        "choice_gradient": by_choices,
    }


def _refuse_second(name: str) -> None:
    if torch.is_grad_enabled():
        raise RuntimeError(f"{name} can be differentiated once, not twice (create_graph)")


# Both take the leaves, which autograd must see, beside the networks that hold them.
class _Predict(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, parameters: Tensor, choices: Tensor | None, networks: Networks, x: Tensor
    ) -> Tensor:
        ctx.space, ctx.depth = networks.space, networks.depth
        ctx.save_for_backward(parameters, choices, x)
        return _predict(networks, x)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        _refuse_second("predict")
        parameters, choices, x = ctx.saved_tensors
        networks = Networks(ctx.space, ctx.depth, parameters, choices)
        room = _room(networks)
        fused.run(abi.PULL_BACK, networks, x, grad, **room)
        return room["gradient"], room["choice_gradient"], None, None


class _SquaredError(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        parameters: Tensor,
        choices: Tensor | None,
        networks: Networks,
        x: Tensor,
        y: Tensor,
        rows: Tensor | None,
    ) -> Tensor:
        room = _room(networks)
        ctx.save_for_backward(*room.values())
        return _squared_error(networks, x, y, rows, **room)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
        _refuse_second("squared_error")
        by_parameters, by_choices = ctx.saved_tensors
        of_choices = None if by_choices is None else grad[:, None, None, None] * by_choices
        return grad[:, None] * by_parameters, of_choices, None, None, None, None
