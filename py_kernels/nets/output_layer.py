"""A decoded network's output layer by least squares, where the latent point says what function is meant.

Letters as in mlp/layout.py; S probe points; F what the output layer sees: N neurons, and 1 where there are
biases. The hidden layers alone are then the decoder's to learn (variable projection: Golub and Pereyra, SIAM
Journal on Numerical Analysis 10, 1973).
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from ..mlp.activations import HOMOGENEOUS
from ..mlp.batch import Networks, arriving, fold, incoming
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import moments, predict
from ..native.eager import products, with_ones
from ..native.normal import regress
from .pair import Decoded, Target

# Of the neurons' mean square: ties between neurons that do alike are broken, and hardly a fit is the worse.
RIDGE = 1e-6
SMALLEST_RIDGE = 1e-12
SMALLEST_SQUARE = 1e-12
# Of a sigmoid output's relative error, which is (1 - output) times the logit's: what counts beside squares.
# Slopes alone leave saturated logits free, and outputs near 0 are then wrong by orders of magnitude.
TAIL = 5e-4


def fit_output(
    decoded: Decoded, masks: Tensor, choices: Tensor | None, through: bool, steps: int = 1
) -> Decoded:
    """The networks with the output layer that fits `decoded.target` best, given their hidden layers.

    masks [B, L, N] and choices [B, L, N, A] as in mlp/batch.py. Without a target they stay as they are. Where
    the output is a sigmoid its own errors count, not those of its logits (`_least_squares`).
    through: gradients pass through the fit. Without, the output layer counts as a constant: at the best fit
    to the outputs that are compared, the gradient by the hidden layers is the same.
    steps: of Gauss and Newton, where the output is a sigmoid.
    """
    if decoded.target is None:
        return decoded
    target = decoded.target
    with torch.set_grad_enabled(through and torch.is_grad_enabled()):
        if decoded.space.output_activation == "sigmoid":
            fitted = _least_squares(_seen(decoded, target, masks, choices), target.values, steps)
        elif torch.is_grad_enabled():
            seen = _seen(decoded, target, masks, choices)
            fitted = _linear_fit(products(seen, target.values), torch.ones_like(seen[..., 0]), target)
        else:
            networks = fold(decoded.space, decoded.depth, decoded.parameters, masks, choices)
            sums = moments(networks, target.probes, target.values)
            fitted = _linear_fit(sums, _let_through(decoded.space, masks), target)
    return replace(decoded, parameters=_with_output(decoded, fitted), target=None)


def at_one_scale(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Networks `packed [B, P]` with what arrives at each hidden neuron brought to the norm `weight_range`.

    Only where every activation is homogeneous: there the next weights, the fitted output layer's at last,
    make up for any scale, so that no loss holds it and it drifts until float32 overflows (leaky ReLU, after
    200 steps of training).
    """
    if not HOMOGENEOUS.issuperset(space.activations):
        return packed
    parameters = layout(space, depth).parameters
    squares = incoming(space, depth, packed[:, :parameters].square())
    factors = space.weight_range * (squares + SMALLEST_SQUARE).rsqrt()
    scaled = packed[:, :parameters] * arriving(space, depth, factors)
    return torch.cat([scaled, packed[:, parameters:]], dim=1)


def _hidden(decoded: Decoded, masks: Tensor, choices: Tensor | None) -> Networks:
    """The same hidden layers under an output for every neuron of the last one, which are its values."""
    space, depth, width = decoded.space, decoded.depth, decoded.space.max_width
    open_space = replace(space, outputs=width, output_activation="linear")
    plan, open_plan = layout(space, depth), layout(open_space, depth)
    parameters = decoded.parameters.new_zeros(len(decoded.parameters), open_plan.parameters)
    hidden = [f"weights_{k}" for k in range(1, depth + 1)]
    for name in hidden + [f"bias_{k}" for k in range(1, depth + 1) if space.bias]:
        open_plan.view(parameters, name)[:] = plan.view(decoded.parameters, name)
    open_plan.view(parameters, f"weights_{depth + 1}")[:] = torch.eye(width, device=parameters.device)
    return fold(open_space, depth, parameters, masks, choices)


def _seen(decoded: Decoded, target: Target, masks: Tensor, choices: Tensor | None) -> Tensor:
    """What the output layer sees, `[B, F, S]`; differentiable."""
    hidden = _hidden(decoded, masks, choices)
    return with_ones(hidden.space, predict(hidden, target.probes))


def _let_through(space: Space, masks: Tensor) -> Tensor:
    """How much of each thing that an output layer sees its mask lets through, `[B, F]`."""
    last = masks[:, -1]
    return nn.functional.pad(last, (0, 1), value=1.0) if space.bias else last


def _linear_fit(sums: Tensor, scales: Tensor, target: Target) -> Tensor:
    """Coefficients `[B, O, F]` for features, of moments `sums [B, F, F + O]`, times `scales [B, F]`."""
    return regress(sums, scales, RIDGE, SMALLEST_RIDGE * target.values.shape[2])


def _least_squares(seen: Tensor, values: Tensor, steps: int) -> Tensor:
    """Coefficients `[B, O, F]` under which `seen [B, F, S]` comes nearest to logits `values [B, O, S]`.

    The squared errors of the outputs count, and a little those of the logits (TAIL): from a linear fit in the
    sigmoid's slope at the values, Gauss-Newton steps, each kept where it lowers the error.
    """
    outputs, above = torch.sigmoid(values), torch.sigmoid(-values)
    tail = TAIL * above.square()
    fitted = _ridge(seen, (outputs * above).square() + tail, values)
    logits, error = _errors(seen, fitted, values, outputs, tail)
    for _ in range(steps):
        found = torch.sigmoid(logits)
        slope = found * torch.sigmoid(-logits)
        weights = slope.square() + tail
        wanted = (slope * (outputs - found) + tail * (values - logits)) / weights
        moved = fitted + _ridge(seen, weights, wanted)
        moved_logits, moved_error = _errors(seen, moved, values, outputs, tail)
        better = (moved_error < error)[..., None]
        fitted = torch.where(better, moved, fitted)
        logits = torch.where(better, moved_logits, logits)
        error = torch.where(better[..., 0], moved_error, error)
    return fitted


def _errors(
    seen: Tensor, fitted: Tensor, values: Tensor, outputs: Tensor, tail: Tensor
) -> tuple[Tensor, Tensor]:
    """Logits `[B, O, S]` of the fit, and the error `[B, O]` that it leaves."""
    logits = fitted @ seen
    squares = (torch.sigmoid(logits) - outputs).square() + tail * (logits - values).square()
    return logits, squares.mean(dim=2)


def _ridge(seen: Tensor, weights: Tensor, values: Tensor) -> Tensor:
    """Ridge regression of `values [B, O, S]` on `seen [B, F, S]` -> coefficients `[B, O, F]`.

    weights [B, O, S] of the squared errors.
    """
    samples = seen.shape[2]
    weighted = seen[:, None] * weights[:, :, None]
    squares = (weighted @ seen[:, None].transpose(2, 3)).double() / samples
    mixed = (weighted @ values[..., None]).double() / samples
    return _solve(squares, mixed)[..., 0].to(seen.dtype)


def _solve(squares: Tensor, mixed: Tensor) -> Tensor:
    """Ridge regressions with moments `squares [..., F, F]`, `mixed [..., F, K]` -> `[..., F, K]`.

    In float64: neurons that do nearly alike are common.
    """
    diagonal = squares.diagonal(dim1=-2, dim2=-1)
    ridge = (RIDGE * diagonal.mean(dim=-1, keepdim=True) + SMALLEST_RIDGE).expand_as(diagonal)
    solution: Tensor = torch.linalg.solve_ex(squares + torch.diag_embed(ridge), mixed)[0]
    return solution


def _with_output(decoded: Decoded, fitted: Tensor) -> Tensor:
    """The parameters `[B, W]` with the output layer `fitted [B, O, F]`."""
    plan, k = layout(decoded.space, decoded.depth), decoded.depth + 1
    weights, width = plan.sections[f"weights_{k}"], decoded.space.max_width
    pieces = [decoded.parameters[:, : weights.start], fitted[..., :width].flatten(1)]
    if decoded.space.bias:
        pieces += [decoded.parameters[:, weights.stop : plan.sections[f"bias_{k}"].start], fitted[..., width]]
    return torch.cat(pieces, dim=1)
