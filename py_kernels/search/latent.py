"""Descent in the latent space, all starts and all depths at once (paper, Algorithm 1, part 2).

Letters as in mlp/layout.py; D depths of the space; Z latent dimensions.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from ..learn.masks import Gate, apply, gated
from ..mlp.activations import activate
from ..mlp.batch import fold, unpack
from ..native import squared_error
from ..nets import Autoencoder, Decoded, Principal, Target, fit_output, harden
from .archive import Archive
from .objective import data_term, gate, penalty, presence
from .path import Path
from .state import Data, Leaders, Search, fed, offer, sample, screen, variation

# Algorithm 1 moves t by the penalty alone, which can only raise it.
THRESHOLD_RANGE = (0.0, 3.0)
# More training rows would tell the embedding little, and cost time.
EMBEDDED_ROWS = 8192
# The same of output layers.
FITTED_ROWS = 1000


def init(
    autoencoder: Autoencoder,
    data: Data,
    starts: Mapping[int, Tensor] | None,
    latent: Mapping[str, Any],
    seed: int,
    device: torch.device,
) -> Search:
    """A search that has not moved yet.

    `autoencoder` is copied and stays as it is. `starts [B_d, P_d]` by depth, `latent["starts"]` networks in
    all, are encoded where `latent["start_from"]` is `networks`; it may be None otherwise.
    """
    frozen = copy.deepcopy(autoencoder).eval().requires_grad_(False)
    data = data.to(device)
    generator = torch.Generator(device)
    generator.manual_seed(seed)
    fitted = _rows_to_fit(frozen, data, generator)
    z = _first_points(frozen, starts, data, latent, fitted, generator).requires_grad_()
    threshold = torch.zeros(z.shape[:2], device=device, requires_grad=True)
    optimizer = torch.optim.Adam(
        [
            {"params": [z], "lr": latent["learning_rate"]},
            {"params": [threshold], "lr": latent["threshold_learning_rate"]},
        ],
        fused=True,
    )
    alphas = torch.tensor(latent["alpha"], dtype=torch.float32, device=device)
    space = frozen.space
    search = Search(
        space=space,
        device=device,
        data=data,
        latent=latent,
        autoencoder=frozen,
        fitted=fitted,
        z=z,
        threshold=threshold,
        alpha=alphas[torch.arange(z.shape[1], device=device) % len(alphas)],
        optimizer=optimizer,
        generator=generator,
        variation=variation(data.y_train),
        screen=screen(data, latent["validation_rows"], generator),
        archives={depth: Archive.empty(space, depth, device) for depth in space.depths},
        leaders={},
        offered={},
        step_count=0,
        evaluated_at=-1,
        path=Path(),
        finish=None,
    )
    search.path.add(0, z)
    if latent["alpha_from_first_error"]:
        search.alpha = search.alpha * _first_error(search)
    return search


def step(search: Search) -> None:
    """One step of Adam on every z and every threshold; now and then the hard networks are offered."""
    x, y = sample(search, search.latent["rows"])
    search.optimizer.zero_grad(set_to_none=True)
    objectives = [objective(search, d, value, x, y).sum() for d, value in enumerate(_decode(search))]
    torch.autograd.backward(objectives)
    search.optimizer.step()
    if search.latent["threshold_gradient"] == "penalty":
        with torch.no_grad():
            search.threshold.clamp_(*THRESHOLD_RANGE)
    search.step_count += 1
    search.path.add(search.step_count, search.z)
    if search.step_count % search.latent["evaluate_every"] == 0:
        evaluate(search)


def objective(search: Search, d: int, value: Decoded, x: Tensor, y: Tensor) -> Tensor:
    """Data term + alpha * S of each start of the d-th depth, `[starts]`; `x [S, I]`, `y [1, O, S]`."""
    latent = search.latent
    how = Gate(hard=True, gradient=True, gain=latent["mask_gain"])
    threshold = search.threshold[d]
    moved = threshold.detach() if latent["threshold_gradient"] == "penalty" else threshold
    masks, choices = gated(value, how)
    value = fit_output(value, masks, choices, through=True)
    effective = gate(value.parameters, moved, latent["threshold_gain"])
    error = squared_error(fold(search.space, value.depth, effective, masks, choices), x, y)
    fit = data_term(latent["objective"], error, y.numel(), search.variation)
    present = presence(search.space, value.depth, masks)
    return fit + search.alpha * penalty(value.parameters, present, threshold, latent)


@torch.no_grad()
def hard_networks(search: Search) -> dict[int, Tensor]:
    """By depth: links up to the threshold cut, masks and activations decided; packed `[starts, P]`.

    The links that stay keep the gate's weight, with which they were descended. Links from inputs that are 0
    in every training row are cut too: they would count and do nothing.
    """
    return {value.depth: _harden(search, d, value) for d, value in enumerate(_decode(search))}


def evaluate(search: Search) -> None:
    """Offers the present hard networks to the archives, unless that was done since the last step.

    Where `latent["keep"]` is `last` they take the place of those of the look before, as Algorithm 1 decodes z
    where its descent ends.
    """
    if search.evaluated_at == search.step_count:
        return
    search.evaluated_at = search.step_count
    if search.latent["keep"] == "last":
        _forget(search)
    origin = torch.arange(search.z.shape[1], device=search.device)
    for depth, packed in hard_networks(search).items():
        mse = offer(search, depth, packed, origin)
        if depth not in search.leaders:
            search.leaders[depth] = Leaders(packed, torch.full_like(mse, torch.inf))
        search.leaders[depth].offer(packed, mse)


def best_path(search: Search) -> tuple[int, int, Tensor, Tensor]:
    """Depth and number of the start that found the best hard network, and its way: steps `[K]`, z `[K, Z]`.

    The present networks are looked at first, unless a finish has begun, which has them.
    """
    if search.finish is None:
        evaluate(search)
    least = {depth: leaders.mse.min() for depth, leaders in search.leaders.items()}
    depth = min(least, key=lambda each: float(least[each]))
    start = int(search.leaders[depth].mse.argmin())
    d = search.space.depths.index(depth)
    steps, z = search.path.of(d, start, search.z)
    return depth, start, steps, z


def _forget(search: Search) -> None:
    """Empties the archives: nothing from before the present step is found."""
    search.archives = {depth: Archive.empty(search.space, depth, search.device) for depth in search.archives}
    search.leaders = {}


def _decode(search: Search) -> list[Decoded]:
    """The present networks of each depth, in the space's order; what the decoders share is computed once."""
    h = search.autoencoder.spread(search.z.flatten(0, 1)).chunk(len(search.space.depths))
    return [
        _open(search.autoencoder.head(h[d], depth), search.fitted)
        for d, depth in enumerate(search.space.depths)
    ]


def _open(value: Decoded, fitted: Target | None) -> Decoded:
    """The networks with the data in the place of the function that their latent points mean.

    A point then says what hidden layers are, and the data say what the output layer is (variable projection).
    """
    return value if value.target is None or fitted is None else replace(value, target=fitted)


def _rows_to_fit(autoencoder: Autoencoder, data: Data, generator: torch.Generator) -> Target | None:
    """Training rows that output layers are fitted to, where the autoencoder leaves them open."""
    if not isinstance(autoencoder, Principal):
        return None
    rows = torch.randperm(len(data.x_train), generator=generator, device=data.x_train.device)[:FITTED_ROWS]
    return autoencoder.target(data.x_train[rows], data.y_train[rows])


def _harden(search: Search, d: int, value: Decoded) -> Tensor:
    threshold = search.threshold[d]
    parameters, switches = harden(value).tensor_split([value.parameters.shape[1]], dim=1)
    kept = (parameters.abs() > threshold[:, None]) & fed(search.space, value.depth, search.data)
    return torch.cat((gate(parameters, threshold, search.latent["threshold_gain"]) * kept, switches), dim=1)


def _first_points(
    autoencoder: Autoencoder,
    starts: Mapping[int, Tensor] | None,
    data: Data,
    latent: Mapping[str, Any],
    fitted: Target | None,
    generator: torch.Generator,
) -> Tensor:
    """`[D, starts, Z]`: encoded networks or embedded data, the same for every decoder, or numbers for each.

    Raises ValueError where networks are missing, or the autoencoder cannot embed data.
    """
    depths, count, device = len(autoencoder.space.depths), latent["starts"], generator.device
    if latent["start_from"] == "networks":
        if starts is None:
            raise ValueError("start_from networks needs networks to start from")
        with torch.no_grad():
            z = autoencoder.encode({depth: part.to(device) for depth, part in starts.items()})
        return z.expand(depths, -1, -1).clone()
    if latent["start_from"] == "data":
        return _embedded(autoencoder, data, latent, fitted, generator)
    draw = torch.randn if latent["start_from"] == "normal" else torch.rand
    return draw(depths, count, autoencoder.latent, generator=generator, device=device)


@torch.no_grad()
def _embedded(
    autoencoder: Autoencoder,
    data: Data,
    latent: Mapping[str, Any],
    fitted: Target | None,
    generator: torch.Generator,
) -> Tensor:
    """`[D, starts, Z]`: functions that may have made the training rows, for each decoder those it does best.

    `latent["draws"]` functions are drawn (at least as many as starts), likely ones and, up to the temperature
    `latent["hottest"]`, others: they decode to different networks.
    """
    if not isinstance(autoencoder, Principal) or fitted is None:
        raise ValueError("start_from data needs a space whose autoencoder is principal; take networks")
    rows = torch.randperm(len(data.x_train), generator=generator, device=data.x_train.device)[:EMBEDDED_ROWS]
    found = autoencoder.embed(data.x_train[rows], data.y_train[rows])
    draws = max(latent["draws"], latent["starts"])
    z = found.draw(torch.linspace(0, latent["hottest"], draws, device=data.x_train.device), generator)
    h, x = autoencoder.spread(z), fitted.probes
    y = activate(autoencoder.space.output_activation, fitted.values, autoencoder.space.leaky_slope)
    chosen = []
    for depth in autoencoder.space.depths:
        packed = harden(_open(autoencoder.head(h, depth), fitted))
        error = squared_error(unpack(autoencoder.space, depth, packed), x, y)
        order = torch.where(error.isfinite(), error, torch.inf).argsort(stable=True)
        chosen.append(z[order[: latent["starts"]]])
    return torch.stack(chosen)


@torch.no_grad()
def _first_error(search: Search) -> Tensor:
    """Mean squared error of each start's first decoder, `[starts]`, on all training rows (authors' code)."""
    depth = search.space.depths[0]
    value = search.autoencoder.decode(search.z[0], depth)
    effective = gate(value.parameters, search.threshold[0], search.latent["threshold_gain"])
    networks = apply(replace(value, parameters=effective), Gate(hard=True, gradient=False, gain=1))
    x, y = sample(search, 0)
    return squared_error(networks, x, y) / y.numel()
