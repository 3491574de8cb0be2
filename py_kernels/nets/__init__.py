"""Encoders and decoders of networks, forward only."""

from .build import build
from .harden import harden
from .output_layer import fit_output
from .pair import Autoencoder, Decoded, Target, one_hot
from .principal import Principal
from .reader import ridge
from .refine import refine
from .tabular import Tabular, standard

__all__ = [
    "Autoencoder",
    "Decoded",
    "Principal",
    "Tabular",
    "Target",
    "build",
    "fit_output",
    "harden",
    "one_hot",
    "refine",
    "ridge",
    "standard",
]
