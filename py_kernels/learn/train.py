"""Training of an autoencoder (paper, Algorithm 1, part 1) as init and step over explicit state.

Letters as in mlp/layout.py; B networks of a batch, D decoders, S samples.
`training` is the checked object of the pipeline's schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict, squared_error
from ..nets import Autoencoder, Decoded, Tabular, build
from . import grid, losses, masks, optimizer, tables
from .masks import Gate
from .precision import autocast
from .schedule import learning_rate, total_steps
from .share import ALONE, Share

# Of a network's mean square: the least variance that float32 outputs let one tell from none.
LEAST_VARIANCE = 1e-8
SMALLEST_VARIANCE = 1e-20


@dataclass
class Trainer:
    """A training under way; `step` steps are done, each on this rank's `share` of its batch."""

    autoencoder: Autoencoder
    optimizer: torch.optim.Optimizer
    training: Mapping[str, Any]
    seed: int
    step: int
    share: Share


def init(
    space: Space,
    autoencoder: Mapping[str, Any],
    training: Mapping[str, Any],
    seed: int,
    device: torch.device,
    state: Mapping[str, Tensor] | None,
    networks: Mapping[int, Tensor],
    share: Share = ALONE,
) -> Trainer:
    """A training from its first step, or from the `state` of an interrupted one, which it continues exactly.

    networks: random ones, packed `[B_d, P_d]` by depth, where the autoencoder measures some before its first
    step. Raises ValueError where grid or probe points are too many, `networks` are missing, settings exclude
    each other or ranks cannot share its steps, RuntimeError where `state` does not fit.
    """
    if autoencoder["kind"] != "table":
        grid.check(training, space.inputs)
    if training["structure_weight"] > 0 and training["loss"] == "min":
        raise ValueError("structure_weight needs a loss over all decoders, and min trains the best one alone")
    module = build(space, autoencoder, seed, device)
    share.check(module, training)
    trainer = Trainer(module, optimizer.build(module, training), training, seed, 0, share)
    if state is not None:
        module.load_state_dict(_under("autoencoder.", state))
        optimizer.load(trainer.optimizer, module, _under("optimizer.", state))
        trainer.step = int(state["step"])
    elif module.measured:
        if not networks:
            raise ValueError("this autoencoder measures random networks before its first step, and none came")
        module.measure({depth: packed.to(device) for depth, packed in networks.items()})
    return trainer


def state(trainer: Trainer) -> dict[str, Tensor]:
    """Everything that `init` needs to continue: `autoencoder.*`, `optimizer.*` and `step` (int64)."""
    parts = {f"autoencoder.{name}": value for name, value in trainer.autoencoder.state_dict().items()}
    moments = optimizer.state(trainer.optimizer, trainer.autoencoder)
    parts |= {f"optimizer.{name}": value for name, value in moments.items()}
    return parts | {"step": torch.tensor(trainer.step)}


def step(trainer: Trainer, networks: Mapping[int, Tensor]) -> tuple[Tensor, Tensor]:
    """One optimiser step on packed networks `[B_d, P_d]` by depth: each rank of several gets the whole batch.

    Returns the loss, a scalar, and the median over the batch of each decoder's FVU, `[D]`, as trained.
    """
    training, module = trainer.training, trainer.autoencoder
    for group in trainer.optimizer.param_groups:
        group["lr"] = learning_rate(training, trainer.step)
    module.train()
    trainer.optimizer.zero_grad(set_to_none=True)
    if isinstance(module, Tabular):
        loss, fvu = tables.loss(module, networks, training, trainer.seed, trainer.step, trainer.share)
    else:
        loss, fvu = _network_loss(trainer, trainer.share.rows(networks))
    torch.autograd.backward(loss)
    size = sum(len(packed) for packed in networks.values())
    loss, fvu = trainer.share.join(list(module.parameters()), loss.detach(), fvu, size)
    if training["clip_norm"] > 0:
        nn.utils.clip_grad_norm_(module.parameters(), training["clip_norm"])
    trainer.optimizer.step()
    trainer.step += 1
    return loss, fvu.median(dim=1).values


def _network_loss(trainer: Trainer, networks: Mapping[int, Tensor]) -> tuple[Tensor, Tensor]:
    """The loss of networks read and decoded, a scalar, and FVU `[D, B]`, without gradient."""
    training, module = trainer.training, trainer.autoencoder
    device = next(module.parameters()).device
    x = grid.grid(training, module.space.inputs, trainer.seed, trainer.step).to(device)
    y = _targets(module.space, networks, x)
    variances = _variances(y)
    with autocast(training["precision"], device):
        z = module.encode(networks)
        if training["loss"] == "min":
            loss, errors, decoded = _min_loss(module, z, _gate(trainer), x, y)
        else:
            decoded = module.decode_all(z)
            loss, errors = _loss(trainer, decoded, x, y, variances)
        if training["weight_penalty"] > 0:
            loss = loss + training["weight_penalty"] * _steepness(decoded)
        if training["structure_weight"] > 0:
            loss = loss + training["structure_weight"] * _structure(decoded, networks)
    return loss, errors / variances


def _gate(trainer: Trainer) -> Gate:
    training = trainer.training
    fraction, gain = training["harden_fraction"], training["harden_gain"]
    return masks.gate(training["masks"], gain, fraction, _progress(trainer))


def _progress(trainer: Trainer) -> float:
    return trainer.step / max(1, total_steps(trainer.training))


def _targets(space: Space, networks: Mapping[int, Tensor], x: Tensor) -> Tensor:
    """Outputs `[B, O, S]` of the networks to be reconstructed, in the order of the encoding."""
    with torch.no_grad():
        return torch.cat([predict(unpack(space, depth, networks[depth]), x) for depth in sorted(networks)])


def _variances(y: Tensor) -> Tensor:
    """`y [B, O, S]` -> `[B]`: mean squares about each output's mean, not below what float32 can show."""
    mean = y.mean(dim=2, keepdim=True)
    # In place, and not torch.var: a batch's outputs are megabytes, and this takes a sixth of the time.
    variances = (y - mean).square_().mean(dim=(1, 2))
    floor = LEAST_VARIANCE * (variances + mean.square().mean(dim=(1, 2))) + SMALLEST_VARIANCE
    return torch.maximum(variances, floor)


def _loss(
    trainer: Trainer, decoded: list[Decoded], x: Tensor, y: Tensor, variances: Tensor
) -> tuple[Tensor, Tensor]:
    """The loss that `training.loss` names, and all mean squared errors `[D, B]`, without gradient."""
    training, gate = trainer.training, _gate(trainer)
    name = training["loss"]
    errors = torch.stack([_errors(networks, gate, x, y) for networks in decoded])
    if name == "log_fvu":
        loss = losses.log_fvu(errors, variances, training["loss_floor"])
    elif name == "annealed":
        loss = losses.annealed(errors, variances, training["loss_floor"], _progress(trainer))
    elif name == "mse":
        loss = losses.mse(errors)
    elif name == "fvu":
        loss = losses.fvu(errors, variances)
    elif name == "p_2":
        loss = losses.p_2(errors)
    elif name == "p_minus_2":
        loss = losses.p_minus_2(errors, training["loss_floor"])
    else:
        raise ValueError(f"no loss is called {name!r}")
    return loss, errors.detach()


def _errors(decoded: Decoded, gate: Gate, x: Tensor, y: Tensor, rows: Tensor | None = None) -> Tensor:
    """Mean squared errors over outputs and samples, `[B]`; `rows` as in `squared_error`."""
    # Always in float32: an output layer fitted to sums of bfloat16 is a bad one.
    with torch.autocast(x.device.type, enabled=False):
        return squared_error(masks.apply(decoded, gate), x, y, rows) / (y.shape[1] * y.shape[2])


def _steepness(decoded: list[Decoded]) -> Tensor:
    """Mean square of the decoded weights in units of the space's range, each decoder counting alike."""
    return torch.stack(
        [losses.steepness(each.parameters, each.space.weight_range) for each in decoded]
    ).mean()


def _structure(decoded: list[Decoded], networks: Mapping[int, Tensor]) -> Tensor:
    """How far the decoders of the encoded networks' own depths are from these networks' widths."""
    terms, first = [], 0
    own = {value.depth: value for value in decoded}
    for depth in sorted(networks):
        rows = slice(first, first := first + len(networks[depth]))
        masks = layout(own[depth].space, depth).view(networks[depth], "masks")
        terms.append(losses.structure(own[depth].mask_logits[rows], masks))
    return torch.stack(terms).mean()


def _min_loss(
    module: Autoencoder, z: Tensor, gate: Gate, x: Tensor, y: Tensor
) -> tuple[Tensor, Tensor, list[Decoded]]:
    """Equation 3, with the graph of the winning decoders only: the others have no gradient.

    Returns the loss, all errors `[D, B]`, and the winning networks of each decoder that has some.

    The winners are decoded once more, with a graph, which costs less than a backward pass through every
    decoder. Where a network's decoding depends on its batch, it has to be the same batch. Reading how many
    networks each decoder won waits once a step for the device.
    """
    h = module.spread(z)
    with torch.set_grad_enabled(module.depends_on_batch):
        decoded = [module.head(h, depth) for depth in module.space.depths]
    with torch.no_grad():
        errors = torch.stack([_errors(networks, gate, x, y) for networks in decoded])
    winners = errors.argmin(dim=0)
    counts = winners.bincount(minlength=len(decoded)).tolist()
    parts, winning = [], []
    for networks, rows in zip(decoded, torch.split(winners.argsort(stable=True), counts), strict=True):
        if len(rows) == 0:
            continue
        won = networks.take(rows) if module.depends_on_batch else module.head(h[rows], networks.depth)
        parts.append(_errors(won, gate, x, y, rows))
        winning.append(won)
    return losses.minimum(torch.cat(parts)[None]), errors, winning


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
