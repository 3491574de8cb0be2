"""The decoded-network kernel: one operator, several back ends."""

from .choice import backend
from .operator import moments, predict, squared_error

__all__ = ["backend", "moments", "predict", "squared_error"]
