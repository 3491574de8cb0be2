"""Encoders and decoders of networks, forward only."""

from .build import build
from .pair import Autoencoder, Decoded, harden, one_hot

__all__ = ["Autoencoder", "Decoded", "build", "harden", "one_hot"]
