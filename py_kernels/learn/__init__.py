"""How an autoencoder is trained, and how its reconstructions are measured."""

from .distance import distance
from .precision import native_bfloat16
from .reconstruct import reconstruct
from .share import ALONE, Share
from .train import Trainer, init, state, step

__all__ = ["ALONE", "Share", "Trainer", "distance", "init", "native_bfloat16", "reconstruct", "state", "step"]
