"""What serves on which device, which tensors it takes, and one call of it.

Tensors are float32, all on one device: the CPU (C++) or a CUDA device (Triton).
Letters as in mlp/layout.py; S samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..mlp.batch import Networks
from ..mlp.layout import layout
from . import abi, library

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


def run(
    purpose: int,
    networks: Networks,
    x: Tensor,
    target: Tensor | None,
    rows: Tensor | None = None,
    **results: Tensor | None,
) -> None:
    """Fills the results; x [S, I]; target [B, T, S] or [1, T, S], or any number of them with `rows [B]`,
    which says whose is which. ValueError where a tensor is not that.
    """
    space, device = networks.space, networks.parameters.device
    parameters, choices = checked_networks(networks, device)
    b, s = len(parameters), x.shape[0]
    x = checked("x", x, device, (s, space.inputs))
    if target is not None:
        height = target.shape[1] if purpose == abi.MOMENTS else space.outputs
        count = (b, 1) if rows is None else (len(target),)
        target = checked("y", target, device, *((n, height, s) for n in count))
    if rows is not None:
        rows = checked("rows", rows, device, (b,), dtype=torch.int64)
    kernel = serving(device)
    assert kernel is not None, "a fused kernel is called where there is none"
    kernel.run(purpose, space, networks.depth, parameters, choices, x, target, rows, **results)


def checked_networks(networks: Networks, device: torch.device) -> tuple[Tensor, Tensor | None]:
    """Their parameters [B, W] and choices [B, L, N, A], as a kernel takes them."""
    space, depth, parameters, choices = networks.space, networks.depth, networks.parameters, networks.choices
    shape: tuple[int, ...] = (len(parameters), layout(space, depth).parameters)
    parameters = checked("parameters", parameters.detach(), device, shape)
    if choices is not None:
        shape = (len(parameters), depth, space.max_width, len(space.activations))
        choices = checked("choices", choices.detach(), device, shape)
    return parameters, choices


def checked(
    name: str,
    tensor: Tensor,
    device: torch.device,
    *shapes: tuple[int, ...],
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """A kernel reads raw memory: what it is given must be exactly what it takes this for."""
    if tuple(tensor.shape) not in shapes:
        raise ValueError(f"expected {name} of shape {shapes[0]}, got {tuple(tensor.shape)}")
    if tensor.dtype != dtype or tensor.device != device:
        raise ValueError(f"expected {name} as {dtype} on {device}, got {tensor.dtype} on {tensor.device}")
    return tensor.contiguous()


def takes(networks: Networks, *others: Tensor) -> bool:
    """Whether a kernel can serve these networks, and others (x, y), which are constants to it."""
    space, parameters, choices = networks.space, networks.parameters, networks.choices
    device = parameters.device
    kernel = serving(device)
    if (
        kernel is None
        or not library.serves(space, networks.depth)
        or space.inputs > kernel.most_inputs
        or (choices is None) == (len(space.activations) > 1)
    ):
        return False
    # A loop, not `all` of a generator: this is asked at every call.
    for tensor in (parameters, *others) if choices is None else (parameters, choices, *others):
        if tensor.dtype != torch.float32 or tensor.device != device:
            return False
    return not any([tensor.requires_grad for tensor in others])


def takes_moments(networks: Networks, x: Tensor, y: Tensor) -> bool:
    """Whether a kernel can serve `moments` of these: on the CPU."""
    return (
        takes(networks, x, y.detach())
        and isinstance(serving(x.device), library.Library)
        and y.shape[1] <= abi.MAX_MOMENT_ROWS
    )
