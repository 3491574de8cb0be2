"""Encoders and decoders of networks, forward only."""

from .build import build
from .harden import harden
from .output_layer import fit_output
from .pair import Autoencoder, Decoded, Target, one_hot
from .principal import Principal
from .reader import Answer
from .refine import refine
from .ridge import log_odds, ridge
from .sparse import of_links, of_numbers, pruned
from .tabular import SETTLINGS, Tabular, standard

__all__ = [
    "SETTLINGS",
    "Answer",
    "Autoencoder",
    "Decoded",
    "Principal",
    "Tabular",
    "Target",
    "build",
    "fit_output",
    "harden",
    "log_odds",
    "of_links",
    "of_numbers",
    "one_hot",
    "pruned",
    "refine",
    "ridge",
    "standard",
]
