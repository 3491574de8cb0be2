"""A decoded network's output layer by least squares, where the latent point says what function is meant.

Letters as in mlp/layout.py; S probe points; F what the output layer sees: N neurons, and 1 where there are
biases. The hidden layers alone are then the decoder's to learn (variable projection: Golub and Pereyra, SIAM
Journal on Numerical Analysis 10, 1973).
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from ..mlp.batch import Networks, leaving
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native import predict
from .pair import Decoded

# Of the neurons' mean square: ties between neurons that do alike are broken, and hardly a fit is the worse.
RIDGE = 1e-6
SMALLEST_RIDGE = 1e-12
# Of a saturated output's square: an error there is seen little in the output, but not never.
LEAST_SLOPE = 1e-3


def fit_output(decoded: Decoded, masks: Tensor, choices: Tensor | None, through: bool) -> Decoded:
    """The networks with the output layer that fits `decoded.target` best, given their hidden layers.

    masks [B, L, N] and choices [B, L, N, A] as in mlp/batch.py. Without a target they stay as they are. Where
    the output is a sigmoid its logits are fitted, each weighted by the output's slope there.
    through: gradients pass through the fit. Without, the output layer counts as a constant: at the best fit
    to the outputs that are compared, the gradient by the hidden layers is the same.
    """
    if decoded.target is None:
        return decoded
    with torch.set_grad_enabled(through and torch.is_grad_enabled()):
        seen = _seen(decoded, masks, choices)
        fitted = _least_squares(seen, decoded.target.values, decoded.space)
    return replace(decoded, parameters=_with_output(decoded, fitted), target=None)


def _seen(decoded: Decoded, masks: Tensor, choices: Tensor | None) -> Tensor:
    """What the output layer sees on the probe points, `[B, F, S]`."""
    assert decoded.target is not None
    space, depth, width = decoded.space, decoded.depth, decoded.space.max_width
    # The same hidden layers under an output for every neuron of the last one.
    open_space = replace(space, outputs=width, output_activation="linear")
    plan, open_plan = layout(space, depth), layout(open_space, depth)
    parameters = decoded.parameters.new_zeros(len(decoded.parameters), open_plan.parameters)
    hidden = [f"weights_{k}" for k in range(1, depth + 1)]
    for name in hidden + [f"bias_{k}" for k in range(1, depth + 1) if space.bias]:
        open_plan.view(parameters, name)[:] = plan.view(decoded.parameters, name)
    open_plan.view(parameters, f"weights_{depth + 1}")[:] = torch.eye(width, device=parameters.device)
    networks = Networks(open_space, depth, parameters * leaving(open_space, depth, masks), choices)
    seen = predict(networks, decoded.target.probes)
    return torch.cat([seen, torch.ones_like(seen[:, :1])], dim=1) if space.bias else seen


def _least_squares(seen: Tensor, values: Tensor, space: Space) -> Tensor:
    """Ridge regression of `values [B, O, S]` on `seen [B, F, S]` -> coefficients `[B, O, F]`.

    Solved in float64: neurons that do nearly alike are common.
    """
    if space.output_activation == "sigmoid":
        slope = torch.sigmoid(values) * torch.sigmoid(-values)
        weighted = seen[:, None] * ((4 * slope).square() + LEAST_SLOPE)[:, :, None]
    else:
        weighted = seen[:, None]
    samples = seen.shape[2]
    moments = (weighted @ seen[:, None].transpose(2, 3)).double() / samples
    mixed = (weighted @ values[..., None]).double() / samples
    diagonal = moments.diagonal(dim1=2, dim2=3)
    ridge = (RIDGE * diagonal.mean(dim=2, keepdim=True) + SMALLEST_RIDGE).expand_as(diagonal)
    solution, _ = torch.linalg.solve_ex(moments + torch.diag_embed(ridge), mixed)
    coefficients: Tensor = solution[..., 0].to(seen.dtype)
    return coefficients


def _with_output(decoded: Decoded, fitted: Tensor) -> Tensor:
    """The parameters `[B, W]` with the output layer `fitted [B, O, F]`."""
    plan, k = layout(decoded.space, decoded.depth), decoded.depth + 1
    weights, width = plan.sections[f"weights_{k}"], decoded.space.max_width
    pieces = [decoded.parameters[:, : weights.start], fitted[..., :width].flatten(1)]
    if decoded.space.bias:
        pieces += [decoded.parameters[:, weights.stop : plan.sections[f"bias_{k}"].start], fitted[..., width]]
    return torch.cat(pieces, dim=1)
