"""How an autoencoder is trained, and how its reconstructions are measured."""

from .distance import distance
from .precision import native_bfloat16
from .reconstruct import reconstruct
from .train import Trainer, init, state, step

__all__ = ["Trainer", "distance", "init", "native_bfloat16", "reconstruct", "state", "step"]
