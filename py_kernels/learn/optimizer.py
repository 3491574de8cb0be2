"""The optimiser that `training` names, and its moments as named tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn


def build(module: nn.Module, training: Mapping[str, Any]) -> torch.optim.Optimizer:
    """AdamW or Adam on the module's weights. Only matrices decay, biases and norms never; Adam nothing."""
    matrices = [p for p in module.parameters() if p.dim() > 1]
    vectors = [p for p in module.parameters() if p.dim() <= 1]
    betas = (training["betas"][0], training["betas"][1])
    rate = training["learning_rate"]
    if training["optimizer"] == "adam":
        return torch.optim.Adam([*matrices, *vectors], lr=rate, betas=betas, fused=True)
    groups = [
        {"params": matrices, "weight_decay": training["weight_decay"]},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=betas, fused=True)


def state(optimizer: torch.optim.Optimizer, module: nn.Module) -> dict[str, Tensor]:
    """Moments and step counts, `PARAMETER.MOMENT`; nothing for a parameter that never had a gradient."""
    return {
        f"{name}.{moment}": value
        for name, parameter in module.named_parameters()
        for moment, value in optimizer.state[parameter].items()
    }


def load(optimizer: torch.optim.Optimizer, module: nn.Module, moments: Mapping[str, Tensor]) -> None:
    """Sets what `state` gave. Raises RuntimeError where names or shapes do not fit the module."""
    parameters = dict(module.named_parameters())
    for name, value in moments.items():
        owner, _, moment = name.rpartition(".")
        parameter = parameters.get(owner)
        if parameter is None or (moment != "step" and value.shape != parameter.shape):
            raise RuntimeError(f"the optimizer's state does not fit the autoencoder at {name}")
        # The fused optimisers go through memory: moments lie as their weights do.
        kept = value.to(parameter.device, torch.float32, copy=True)
        if moment != "step":
            kept = torch.empty_like(parameter).copy_(kept)
        optimizer.state[parameter][moment] = kept
