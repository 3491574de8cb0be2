"""The fused kernels as torch operators `swat::squared_error`, `swat::predict`, `swat::pull_back` and
`swat::moments`.

They compose with autograd, no_grad and fake tensors. Tensors are float32, all on one device: the CPU (C++)
or a CUDA device (Triton). Networks travel as their parameters, their choices and a signature, for an
operator's arguments are tensors and numbers.
Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from ..mlp.space import ACTIVATIONS, Space
from . import library

if TYPE_CHECKING:
    from .gpu.launch import Launcher

# What serves tensors on the CPU; None where nothing is built.
loaded: library.Library | None = None
# What serves tensors on its own kind of device, CUDA but for tests; None where there is no such device or no
# triton.
launcher: Launcher | None = None


def serving(device: torch.device) -> library.Library | Launcher | None:
    """The kernel for tensors on `device`; None: plain PyTorch."""
    if launcher is not None and device.type == launcher.device:
        return launcher
    return loaded if device.type == "cpu" else None


def signature(space: Space, depth: int) -> tuple[int, ...]:
    """What an operator must know of the networks, beside the slope of leaky_relu."""
    names = (space.output_activation, *space.activations)
    numbers = (ACTIVATIONS.index(name) for name in names)
    return (depth, space.inputs, space.outputs, space.max_width, int(space.bias), *numbers)


@lru_cache
def _space(signature: tuple[int, ...], leaky_slope: float) -> Space:
    depth, inputs, outputs, width, bias, output_activation, *activations = signature
    return Space(
        inputs=inputs,
        outputs=outputs,
        max_width=width,
        depths=(depth,),
        bias=bool(bias),
        activations=tuple(ACTIVATIONS[a] for a in activations),
        output_activation=ACTIVATIONS[output_activation],
        leaky_slope=leaky_slope,
        weight_range=1.0,
    )


def _choices_shape(parameters: Tensor, space: Space, depth: int) -> tuple[int, ...]:
    count = len(space.activations)
    return (parameters.shape[0], depth, space.max_width, count if count > 1 else 0)


def _check(name: str, tensor: Tensor, device: torch.device, *shapes: tuple[int, ...]) -> Tensor:
    """A kernel reads raw memory: what it is given must be exactly what it takes this for."""
    if tuple(tensor.shape) not in shapes:
        raise ValueError(f"expected {name} of shape {shapes[0]}, got {tuple(tensor.shape)}")
    if tensor.dtype != torch.float32 or tensor.device != device:
        raise ValueError(f"expected {name} as float32 on {device}, got {tensor.dtype} on {tensor.device}")
    return tensor.contiguous()


def _run(
    purpose: int,
    signature: Sequence[int],
    leaky_slope: float,
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    target: Tensor | None,
    **results: Tensor | None,
) -> None:
    space, depth = _space(tuple(signature), leaky_slope), signature[0]
    if not library.serves(space, depth):
        raise ValueError("expected networks within the kernel's sizes (see fused/abi.h)")
    b, s, device = parameters.shape[0], x.shape[0], parameters.device
    parameters = _check("parameters", parameters, device, (b, layout(space, depth).parameters))
    x = _check("x", x, device, (s, space.inputs))
    if target is not None:
        rows = target.shape[1] if purpose == library.MOMENTS else space.outputs
        target = _check("y", target, device, (b, rows, s), (1, rows, s))
    if len(space.activations) == 1:
        choices = None
    elif choices is None:
        raise ValueError("expected choices, for the space has several activations")
    else:
        choices = _check("choices", choices, device, _choices_shape(parameters, space, depth))
    kernel = serving(device)
    assert kernel is not None, "a fused kernel is called where there is none"
    by_input = x.t().contiguous()
    kernel.run(purpose, space, depth, parameters, choices, by_input, target, **results)


def _gradients(
    parameters: Tensor, signature: Sequence[int], leaky_slope: float, wanted: bool
) -> tuple[Tensor, Tensor]:
    """Room for gradients by the parameters [B, W] and the choices [B, L, N, A]; empty where not wanted."""
    if not wanted:
        return parameters.new_empty(0), parameters.new_empty(0)
    space = _space(tuple(signature), leaky_slope)
    return torch.empty_like(parameters, memory_format=torch.contiguous_format), parameters.new_empty(
        _choices_shape(parameters, space, signature[0])
    )


@torch.library.custom_op("swat::squared_error", mutates_args=(), device_types=("cpu", "cuda"))
def squared_error(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    y: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
    gradient: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """Sums of squared errors `[B]` and, with `gradient`, their gradients by parameters and by choices.

    parameters [B, W]; choices [B, L, N, A], or None where A = 1; x [S, I]; y [B, O, S] or [1, O, S].
    """
    value = parameters.new_zeros(parameters.shape[0])
    by_parameters, by_choices = _gradients(parameters, signature, leaky_slope, gradient)
    results = {"gradient": by_parameters, "choice_gradient": by_choices} if gradient else {}
    _run(library.SQUARED_ERROR, signature, leaky_slope, parameters, choices, x, y, value=value, **results)
    return value, by_parameters, by_choices


@squared_error.register_fake
def _(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    y: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
    gradient: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    value = parameters.new_empty(parameters.shape[0])
    return value, *_gradients(parameters, signature, leaky_slope, gradient)


def _keep_gradients(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor, Tensor]) -> None:
    ctx.mark_non_differentiable(output[1], output[2])
    ctx.save_for_backward(output[1], output[2])
    ctx.gradient = inputs[6]


def _scale_gradients(ctx: Any, grad: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
    if torch.is_grad_enabled():
        raise RuntimeError("swat::squared_error can be differentiated once, not twice (create_graph)")
    if not ctx.gradient:
        raise RuntimeError("swat::squared_error was called without `gradient`, so it has none to give")
    by_parameters, by_choices = ctx.saved_tensors
    of_choices = grad[:, None, None, None] * by_choices if ctx.needs_input_grad[1] else None
    return grad[:, None] * by_parameters, of_choices, None, None, None, None, None


squared_error.register_autograd(_scale_gradients, setup_context=_keep_gradients)


@torch.library.custom_op("swat::pull_back", mutates_args=(), device_types=("cpu", "cuda"))
def pull_back(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    grad: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
) -> tuple[Tensor, Tensor]:
    """Gradients by parameters and choices of something whose gradient by the outputs is `grad [B, O, S]`."""
    by_parameters, by_choices = _gradients(parameters, signature, leaky_slope, True)
    results = {"gradient": by_parameters, "choice_gradient": by_choices}
    _run(library.PULL_BACK, signature, leaky_slope, parameters, choices, x, grad, **results)
    return by_parameters, by_choices


@pull_back.register_fake
def _(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    grad: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
) -> tuple[Tensor, Tensor]:
    return _gradients(parameters, signature, leaky_slope, True)


@torch.library.custom_op("swat::predict", mutates_args=(), device_types=("cpu", "cuda"))
def predict(
    parameters: Tensor, choices: Tensor | None, x: Tensor, signature: Sequence[int], leaky_slope: float
) -> Tensor:
    """Outputs `[B, O, S]`; arguments as those of squared_error."""
    output = parameters.new_empty(parameters.shape[0], signature[2], x.shape[0])
    _run(library.PREDICT, signature, leaky_slope, parameters, choices, x, None, output=output)
    return output


@predict.register_fake
def _(
    parameters: Tensor, choices: Tensor | None, x: Tensor, signature: Sequence[int], leaky_slope: float
) -> Tensor:
    return parameters.new_empty(parameters.shape[0], signature[2], x.shape[0])


@torch.library.custom_op("swat::moments", mutates_args=(), device_types="cpu")
def moments(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    y: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
) -> Tensor:
    """Sums of products `[B, F, F + T]` as operator.moments; y [B, T, S] or [1, T, S]. Without gradient."""
    products = parameters.new_zeros(_moments_shape(parameters, y, signature))
    _run(library.MOMENTS, signature, leaky_slope, parameters, choices, x, y, moments=products)
    return products


@moments.register_fake
def _(
    parameters: Tensor,
    choices: Tensor | None,
    x: Tensor,
    y: Tensor,
    signature: Sequence[int],
    leaky_slope: float,
) -> Tensor:
    return parameters.new_empty(_moments_shape(parameters, y, signature))


def _moments_shape(parameters: Tensor, y: Tensor, signature: Sequence[int]) -> tuple[int, int, int]:
    seen = signature[2] + signature[4]
    return (parameters.shape[0], seen, seen + y.shape[1])


def _keep_inputs(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    parameters, choices, x, ctx.signature, ctx.leaky_slope = inputs
    ctx.save_for_backward(parameters, choices, x)


def _pull_back(ctx: Any, grad: Tensor) -> tuple[Tensor | None, ...]:
    parameters, choices, x = ctx.saved_tensors
    by_parameters, by_choices = pull_back(parameters, choices, x, grad, ctx.signature, ctx.leaky_slope)
    return by_parameters, by_choices if ctx.needs_input_grad[1] else None, None, None, None


predict.register_autograd(_pull_back, setup_context=_keep_inputs)


def takes(networks: Networks, *others: Tensor) -> bool:
    """Whether a kernel can serve these networks, and others (x, y), which are constants to it."""
    space, choices = networks.space, networks.choices
    tensors = [networks.parameters, *others] + ([] if choices is None else [choices])
    return (
        serving(networks.parameters.device) is not None
        and library.serves(space, networks.depth)
        and (choices is not None) == (len(space.activations) > 1)
        and all(
            tensor.dtype == torch.float32 and tensor.device == networks.parameters.device
            for tensor in tensors
        )
        and not any(tensor.requires_grad for tensor in others)
    )


def takes_moments(networks: Networks, x: Tensor, y: Tensor) -> bool:
    """Whether a kernel can serve `moments` of these: on the CPU, and no gradient can be asked for."""
    tensors = [networks.parameters, y] + ([] if networks.choices is None else [networks.choices])
    wanted = torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
    return (
        not wanted
        and takes(networks, x, y.detach())
        and isinstance(serving(x.device), library.Library)
        and y.shape[1] <= library.MAX_MOMENT_ROWS
    )
