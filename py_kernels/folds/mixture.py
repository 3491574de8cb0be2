"""Means of straight lines: which inputs and which decay are right, few rows hardly tell.

The mean of lines is a line, of no more inputs than the widest of them: what is averaged over costs no number.
Each counts by the likelihood of the left-out errors under normal noise of unknown size, m to the power -n/2
of a mean error m on n rows (stacking by pseudo-likelihood: Geisser and Eddy 1979).

G tables; V views, table after table; I inputs; D decays.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .views import Views

# Of a mean loss where the target's variance is 1: below it lines are as good as exact.
LEAST_LOSS = 1e-12


@dataclass(frozen=True)
class Lines:
    """Lines of some inputs under D decays.

    coefficients [D, V, I], 0 of other inputs; determined [D, V]: how many numbers the view's rows have
    determined.
    """

    coefficients: Tensor
    determined: Tensor

    def mean(self, shares: Tensor) -> Lines:
        """One line a view, by `shares [D, V]` that sum to 1."""
        coefficients = torch.einsum("dv,dvi->vi", shares, self.coefficients)
        return Lines(coefficients[None], (shares * self.determined).sum(0, keepdim=True))


class Mixture:
    """Of lines of growing sizes: `next` takes those of a size and gives that size's line.

    A share of it, `alone`, is the line of the decay with the least loss; the rest is the mean of all lines of
    all decays so far. The mean by itself errs less on average, but strays far from the full line more often.
    """

    def __init__(self, views: Views, alone: float) -> None:
        self._views = views
        self._rows = views.judged.sum(1)
        self._alone = alone
        self._mean: Lines | None = None
        self._likelihood = torch.full_like(self._rows, -torch.inf)

    def next(self, lines: Lines, losses: Tensor) -> Lines:
        """`lines` of D decays and their mean `losses [D, G]` on left-out rows: one line a view."""
        losses = losses.nan_to_num(torch.inf)
        likelihood = -self._rows / 2 * losses.clamp_min(LEAST_LOSS).log()
        known = torch.cat((self._likelihood[None], likelihood))
        self._likelihood = known.logsumexp(0)
        so_far = _nothing(lines) if self._mean is None else self._mean
        self._mean = _together(so_far, lines).mean(self._of_views(known.softmax(0)))
        decays = torch.arange(len(losses), device=losses.device)[:, None]
        best = lines.mean(self._of_views((losses.argmin(0) == decays).double()))
        shares = torch.full_like(best.determined, self._alone)
        return _together(best, self._mean).mean(torch.cat((shares, 1 - shares)))

    def _of_views(self, of_tables: Tensor) -> Tensor:
        return of_tables.repeat_interleave(self._views.each, dim=-1)


def _together(one: Lines, more: Lines) -> Lines:
    return Lines(
        torch.cat((one.coefficients, more.coefficients)), torch.cat((one.determined, more.determined))
    )


def _nothing(like: Lines) -> Lines:
    """A line of zeros in each view."""
    return Lines(torch.zeros_like(like.coefficients[:1]), torch.zeros_like(like.determined[:1]))
