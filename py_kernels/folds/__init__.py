"""Few rows: every network is fitted on all rows and on those of each fold, all of them one population."""

from .hunt import FoldHunt, init, step
from .views import Views

__all__ = ["FoldHunt", "Views", "init", "step"]
