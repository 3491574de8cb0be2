"""The decoded-network kernel: one operator, several back ends."""

from .operator import backend, predict, squared_error

__all__ = ["backend", "predict", "squared_error"]
