"""From a pipeline's `autoencoder` to a module with its first weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from ..mlp.space import Space
from .convolutional import Convolutional
from .functional import Functional
from .pair import Autoencoder
from .principal import Principal
from .tabular import Tabular


def build(space: Space, autoencoder: Mapping[str, Any], seed: int, device: torch.device | str) -> Autoencoder:
    """The autoencoder that `autoencoder` (a checked object of the schema) describes.

    First weights depend on `seed` alone: they are drawn on the processor, from a state of their own.
    Raises ValueError where `probes_per_input` makes too many probe points, or too few for `latent`.
    """
    # How many networks are measured is for those who draw them.
    settings = {k: v for k, v in autoencoder.items() if k not in ("kind", "measured_networks")}
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        module: Autoencoder
        if autoencoder["kind"] == "principal":
            module = Principal(space, **settings)
        elif autoencoder["kind"] == "functional":
            module = Functional(space, **settings)
        elif autoencoder["kind"] == "convolutional":
            module = Convolutional(space, **settings)
        elif autoencoder["kind"] == "table":
            module = Tabular(space, **settings)
        else:
            raise ValueError(f"no autoencoder is called {autoencoder['kind']!r}")
    return module.to(device)
