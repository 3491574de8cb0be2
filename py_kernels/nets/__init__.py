"""Encoders and decoders of networks, forward only."""

from .build import build
from .harden import harden
from .output_layer import fit_output
from .pair import Autoencoder, Decoded, one_hot
from .principal import Principal
from .refine import refine

__all__ = ["Autoencoder", "Decoded", "Principal", "build", "fit_output", "harden", "one_hot", "refine"]
