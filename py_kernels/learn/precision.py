"""The arithmetic of the autoencoder: float32, or bfloat16 where the device computes in it natively."""

from __future__ import annotations

import torch


def native_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies in bfloat16 itself; emulation is slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def autocast(precision: str, device: torch.device) -> torch.autocast:
    """The context that `training.precision` names: `auto`, `float32` or `bfloat16`."""
    enabled = precision == "bfloat16" or (precision == "auto" and native_bfloat16(device))
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)
