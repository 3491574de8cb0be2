"""What a path begins from where an encoder reads tables: networks that it makes of each view's rows.

Letters as in mlp/layout.py; V views; S rows; B = V * starts tables to read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from ..mlp.layout import layout
from ..mlp.space import Space
from ..nets import SETTLINGS, Answer, Tabular, harden, log_odds, of_numbers, pruned, standard
from .views import Views

# Rows that are read at most, and cells at once: each takes some hundred bytes.
MOST_READ, MOST_CELLS = 1000, 500_000
# Of the squared weights of an output layer that tells log-odds, over one row's likelihood.
ODDS_DECAY = 1.0
# Of a view's rows, what every start but the first is shown.
SHOWN = 0.75


@dataclass(frozen=True)
class Reading:
    """What an encoder read of each view, `starts` times: its own rows, those that it lacks not.

    x [B, S, I] and y [B, S] have mean 0 and variance 1 by counts [B, S], inputs and outputs are the means and
    deviations that they had; target [B, S]: as it was; z [B, Z]; answer: networks of one hidden layer.
    """

    autoencoder: Tabular
    space: Space
    tells_classes: bool
    x: Tensor
    y: Tensor
    target: Tensor
    counts: Tensor
    inputs: tuple[Tensor, Tensor]
    outputs: tuple[Tensor, Tensor]
    z: Tensor
    answer: Answer

    @staticmethod
    @torch.no_grad()
    def of(
        autoencoder: Tabular, views: Views, space: Space, starts: int, generator: torch.Generator
    ) -> Reading:
        """The first start of a view is read from all of its rows, the others from random choices of them.

        `space` has as many inputs as `views.x`, at most the autoencoder's; otherwise it is the autoencoder's.
        Raises ValueError where it is not.
        """
        wide = autoencoder.space
        if space.inputs > wide.inputs or space.max_width != wide.max_width:
            raise ValueError(
                f"the space reads tables of up to {wide.inputs} columns for networks of width "
                f"{wide.max_width}: this one has {space.inputs}, and width {space.max_width}"
            )
        counts = _shown(views.counts, starts, generator)
        x, target = (views.of_views(each).expand(views.number, -1, -1) for each in (views.x, views.y))
        x, target = (each.repeat_interleave(starts, dim=0) for each in (x, target))
        x, mean, deviation = standard(x, counts)
        y, middle, spread = standard(target, counts)
        z, answer = _read(autoencoder, x, y[..., 0], counts)
        tells_classes = views.task.name == "logistic"
        if tells_classes:
            middle, spread = torch.zeros_like(middle), torch.ones_like(spread)
        return Reading(
            autoencoder,
            space,
            tells_classes,
            x,
            y[..., 0],
            target[..., 0],
            counts,
            (mean[:, 0], deviation[:, 0]),
            (middle[:, 0], spread[:, 0]),
            z,
            answer,
        )

    @torch.no_grad()
    def networks(self, depth: int, most: int | None = None) -> Tensor:
        """Networks of the space, packed `[V * starts, P]`, for inputs and targets as they were.

        Two classes are read as 0 and 1; the networks answer log-odds. Of one hidden layer they have at most
        `most` numbers, where that is given.
        """
        x, answer, wide = self.x, self.answer, self.autoencoder.space
        decoded, plan = self.autoencoder.decode(self.z, depth), layout(wide, depth)
        emitted = self.autoencoder.emits(self.z, x, depth)
        leaving, bias = (plan.view(decoded.parameters, f"{name}_{depth + 1}") for name in ("weights", "bias"))
        if depth == 1 and most is not None:
            stays = of_numbers(answer, most)
            few = pruned(answer, stays, x, self.y, self.counts)
            plan.view(decoded.parameters, "weights_1")[..., : x.shape[2]] *= stays
            plan.view(decoded.parameters, "bias_1")[:] *= stays.any(2)
            emitted, leaving[:, 0], bias[:] = few.emitted(x), few.output[:, :-1], few.output[:, -1:]
        if self.tells_classes:
            decay = torch.full_like(answer.decay, ODDS_DECAY)
            output = log_odds(emitted, self.target, self.counts, decay)
            leaving[:, 0], bias[:] = output[:, :-1], output[:, -1:]
        packed = _narrowed(wide, self.space, depth, harden(decoded))
        return _restored(self.space, depth, packed, self.inputs, self.outputs)


def _read(autoencoder: Tabular, x: Tensor, y: Tensor, counts: Tensor) -> tuple[Tensor, Answer]:
    """Of tables x [B, S, C], y [B, S] the points `[B, Z]`, and networks of one hidden layer; some at once."""
    together = max(1, MOST_CELLS // x[0].numel())
    read = [
        autoencoder.read_on(x[some], y[some], counts[some], SETTLINGS)
        for some in torch.split(torch.arange(len(x), device=x.device), together)
    ]
    answers = [way[-1] for _, way in read]
    joined = {
        field.name: torch.cat([getattr(each, field.name) for each in answers]) for field in fields(Answer)
    }
    return torch.cat([z for z, _ in read]), Answer(**joined)


def _shown(counts: Tensor, starts: int, generator: torch.Generator) -> Tensor:
    """How often each start of each view is shown each row, `[V * starts, S]`, of counts [V, S]."""
    number, rows = counts.shape
    chance = torch.rand(number, starts, rows, generator=generator, device=counts.device)
    chance[:, 0] = 0
    shown = counts[:, None] * (chance < SHOWN)
    if rows > MOST_READ:
        read = torch.randperm(rows, generator=generator, device=counts.device)[:MOST_READ]
        shown = torch.zeros_like(shown).index_copy(2, read, shown[:, :, read])
    # A start that is shown next to nothing is shown all.
    enough = (shown > 0).sum(2, keepdim=True) >= 4
    return torch.where(enough, shown, counts[:, None]).flatten(0, 1)


def _narrowed(wide: Space, space: Space, depth: int, packed: Tensor) -> Tensor:
    """Networks `packed` of the space `wide`, whose later inputs are not linked, in `space`."""
    plan, wide_plan = layout(space, depth), layout(wide, depth)
    narrow = packed.new_zeros(len(packed), plan.size)
    for name in plan.sections:
        section = wide_plan.view(packed, name)
        plan.view(narrow, name)[:] = section[..., : space.inputs] if name == "weights_1" else section
    return narrow


def _restored(
    space: Space,
    depth: int,
    packed: Tensor,
    inputs: tuple[Tensor, Tensor],
    output: tuple[Tensor, Tensor],
) -> Tensor:
    """The networks for inputs and an output as they were before they had mean 0 and deviation 1.

    inputs: means and deviations [B, I]; output: the same [B, 1]. The linear neuron, the last, has no bias:
    what it would have is given to those that it feeds.
    """
    plan, (mean, deviation), (middle, spread) = layout(space, depth), inputs, output
    weights = plan.view(packed, "weights_1") / deviation[:, None]
    shift = -(weights @ mean[..., None])[..., 0]
    plan.view(packed, "weights_1")[:] = weights
    plan.view(packed, "bias_1")[:, :-1] += shift[:, :-1]
    last = shift[:, -1:]
    for k in range(2, depth + 1):
        plan.view(packed, f"bias_{k}")[:, :-1] += plan.view(packed, f"weights_{k}")[:, :-1, -1] * last
    leaving, bias = plan.view(packed, f"weights_{depth + 1}")[:, 0], plan.view(packed, f"bias_{depth + 1}")
    bias += leaving[:, -1:] * last
    leaving *= spread
    bias[:] = spread * bias + middle
    return packed
