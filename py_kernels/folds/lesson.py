"""What the networks of a path are fitted to: the rows, and what a teacher says beside them.

V views; T rows and points; I inputs; O outputs.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .views import Views


@dataclass(frozen=True)
class Lesson:
    """x [V or 1, T, I], the rows first; target [V or 1, O, T]; counts [V, T]."""

    x: Tensor
    target: Tensor
    counts: Tensor

    @staticmethod
    def of(views: Views) -> Lesson:
        """The rows alone."""
        return Lesson(views.of_views(views.x), views.of_views(views.target), views.counts)
