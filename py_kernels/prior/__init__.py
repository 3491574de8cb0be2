"""Tables that random networks may have made: what an encoder of tables is trained on."""

from .tables import Tables, draw

__all__ = ["Tables", "draw"]
