"""Encoders and decoders of networks, forward only."""

from .build import build
from .harden import harden
from .output_layer import fit_output
from .pair import Autoencoder, Decoded, Target, one_hot
from .principal import Principal
from .refine import refine

__all__ = [
    "Autoencoder",
    "Decoded",
    "Principal",
    "Target",
    "build",
    "fit_output",
    "harden",
    "one_hot",
    "refine",
]
