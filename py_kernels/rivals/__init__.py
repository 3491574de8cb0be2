"""What anyone would try before a latent space: other ways to the same fronts, on the same table."""

from .hunt import open_hunt

__all__ = ["open_hunt"]
