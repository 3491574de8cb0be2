"""From decoded networks to hard ones: what is measured and handed out.

Letters as in mlp/layout.py.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.batch import arriving, leaving
from .output_layer import fit_output
from .pair import Decoded, one_hot

# Gauss-Newton steps of a sigmoid output's fit: more bring little.
FIT_STEPS = 4


@torch.no_grad()
def harden(value: Decoded) -> Tensor:
    """The hard networks, packed `[B, P]`: masks `sigmoid(logit) > 0.5`, activations one-hot of the largest.

    Weights to and from a masked neuron, and its bias, are 0. No gradient passes.
    """
    masks = (value.mask_logits > 0).to(value.parameters.dtype)
    choices = None if value.choice_logits is None else one_hot(value.choice_logits)
    space, depth = value.space, value.depth
    kept = leaving(space, depth, masks) * arriving(space, depth, masks)
    fitted = fit_output(value, masks, choices, through=False, steps=FIT_STEPS)
    pieces = [fitted.parameters * kept, masks.flatten(1)]
    if choices is not None:
        pieces.append(choices.flatten(1))
    return torch.cat(pieces, dim=1)
