"""The arithmetic of the autoencoder: float32, or bfloat16 where the device is faster at it."""

from __future__ import annotations

import torch


def native_bfloat16(device: torch.device) -> bool:
    """Whether the device has units for matrix products in bfloat16; others are slower at it than at float32.

    AVX512_BF16 alone is none: its instruction does as many products a cycle as float32's do, and to convert
    and sum up again comes on top. A training step took 1.3 times as long (Emerald Rapids without AMX).
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_amx_tile_supported())


def autocast(precision: str, device: torch.device) -> torch.autocast:
    """The context that `training.precision` names: `auto`, `float32` or `bfloat16`."""
    enabled = precision == "bfloat16" or (precision == "auto" and native_bfloat16(device))
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)
