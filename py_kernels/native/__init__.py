"""The decoded-network kernel: one operator, several back ends."""

from .choice import backend
from .operator import predict, squared_error

__all__ = ["backend", "predict", "squared_error"]
