"""How well an autoencoder's networks do what the encoded ones do.

Letters as in mlp/layout.py; B networks, D decoders, S samples.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp.batch import Networks, unpack
from ..native import predict
from ..nets import Autoencoder, Decoded, refine
from .masks import apply, gate

EPSILON = 1e-8  # paper, equation 7


def reconstruct(
    autoencoder: Autoencoder, depth: int, networks: Tensor, x: Tensor, masks: str, refine_steps: int
) -> dict[str, Tensor]:
    """Encodes packed networks `[B, P]` of `depth`, decodes those of every depth, compares on `x [S, I]`.

    masks: `hard`, or `soft` for networks as training with soft masks has them. refine_steps: of each hard
    network towards what its latent point means (nets/refine.py).

    mpe [D, B]: median percentage errors, in percent; fvu [D, B]: fractions of variance unexplained;
    constant_mpe [B], constant_fvu [B]: the same of each network's own median output, a constant an output.
    """
    space = autoencoder.space
    was_training = autoencoder.training
    autoencoder.eval()
    with torch.no_grad():
        y = predict(unpack(space, depth, networks), x).double()
        decoded = autoencoder.decode_all(autoencoder.encode({depth: networks}))
        measured = [_soft(value) if masks == "soft" else _hard(value, refine_steps) for value in decoded]
        outputs = [predict(value, x).double() for value in measured]
    autoencoder.train(was_training)
    constant = median(y)[:, :, None]
    return {
        "mpe": torch.stack([mpe(y, predicted) for predicted in outputs]).float(),
        "fvu": torch.stack([fvu(y, predicted) for predicted in outputs]).float(),
        "constant_mpe": mpe(y, constant).float(),
        "constant_fvu": fvu(y, constant).float(),
    }


def _hard(value: Decoded, refine_steps: int) -> Networks:
    return unpack(value.space, value.depth, refine(value, refine_steps))


def _soft(value: Decoded) -> Networks:
    return apply(value, gate("soft", 1, 0, 1))


def mpe(y: Tensor, predicted: Tensor) -> Tensor:
    """Equation 7 in percent, `[B, O, S]` twice -> `[B]`: the median over outputs and samples."""
    return 100 * median(((y - predicted).abs() / (y.abs() + EPSILON)).flatten(1))


def fvu(y: Tensor, predicted: Tensor) -> Tensor:
    """Sum of squared errors over the sum of squares about each output's mean, `[B, O, S]` twice -> `[B]`.

    Where `y` does not vary: 0 if the prediction is exact, else infinity.
    """
    error = (y - predicted).square().sum(dim=(1, 2))
    about = (y - y.mean(dim=2, keepdim=True)).square().sum(dim=(1, 2))
    return torch.where(error == 0, 0.0, error / about)


def median(values: Tensor) -> Tensor:
    """Over the last dimension; of an even number the mean of the middle two (torch.median's is the lower)."""
    ordered = values.sort(dim=-1).values
    size = values.shape[-1]
    return (ordered[..., (size - 1) // 2] + ordered[..., size // 2]) / 2
