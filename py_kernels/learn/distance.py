"""Whether a latent space orders functions: distances between networks, as functions, in it, and as weights.

Letters as in mlp/layout.py; B networks, K pairs of them, S samples, Z dimensions of the latent space.
Everything is float64 but the encodings, which the autoencoder gives in its own precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from ..mlp.batch import unpack
from ..mlp.layout import layout
from ..mlp.space import Space
from ..native.eager import predict
from ..nets import Autoencoder

ROWS = 256  # of a matrix of distances at a time, so that memory does not grow with the square of B

Between = Callable[[Tensor, Tensor], Tensor]


def distance(
    autoencoder: Autoencoder, networks: Mapping[int, Tensor], x: Tensor, pairs: Tensor, neighbours: int
) -> dict[str, Tensor]:
    """Compares packed `networks [B_d, P_d]` by depth, whose row of all B is in ascending order of depth.

    x [S, I]; pairs [K, 2], K > 1, indices into that row; neighbours: fewer than B.

    functional_all, functional_pair, latent, weights [K]: the pairs' distances. The functional ones are root
    mean square differences of outputs over their standard deviation, pooled over all networks, or over the
    two (`between_functions`); the others are Euclidean, of the encodings and of `weight_vectors`.
    For both functional ones F and both others O, `[]` each:
    spearman_F_O: rank correlation of the two over the pairs.
    recall_F_O: of each network's nearest `neighbours` by F, the share that is among its nearest by O; the
    mean over all networks.
    """
    space = autoencoder.space
    ordered = dict(sorted(networks.items()))
    outputs = torch.cat([_outputs(space, depth, packed, x) for depth, packed in ordered.items()])
    points = {
        "latent": _encodings(autoencoder, ordered),
        "weights": torch.cat([weight_vectors(space, depth, packed) for depth, packed in ordered.items()]),
    }
    everywhere = outputs.flatten(1) / (_variance(outputs).mean() * outputs[0].numel()).sqrt()
    functions = {
        "all": _compare(between_points, everywhere, pairs, neighbours),
        "pair": _compare(between_functions, outputs, pairs, neighbours),
    }
    found = {f"functional_{pooled}": distances for pooled, (distances, _) in functions.items()}
    for name, vectors in points.items():
        found[name], near = _compare(between_points, vectors, pairs, neighbours)
        for pooled, (distances, nearest) in functions.items():
            found[f"spearman_{pooled}_{name}"] = spearman(distances, found[name])
            found[f"recall_{pooled}_{name}"] = recall(nearest, near)
    return found


def between_functions(a: Tensor, b: Tensor) -> Tensor:
    """Root mean square difference of outputs over the standard deviation of the two, pooled.

    a [A, O, S], b [B, O, S] -> [A, B]. Pooled: sqrt((var a + var b) / 2), each the mean over outputs of the
    variance over samples. Of two networks that do not vary it is 0 where they are the same, else infinite.
    """
    count = a.shape[1] * a.shape[2]
    difference = between_points(a.flatten(1), b.flatten(1)) / count**0.5
    pooled = ((_variance(a)[:, None] + _variance(b)[None, :]) / 2).sqrt()
    return torch.where(difference == 0, 0.0, difference / pooled)


def between_points(a: Tensor, b: Tensor) -> Tensor:
    """Euclidean distances of `a [A, N]` and `b [B, N]`: `[A, B]`."""
    # The product of matrices that is otherwise taken loses half of the digits of near points.
    return torch.cdist(a, b, compute_mode="donot_use_mm_for_euclid_dist")


def weight_vectors(space: Space, depth: int, packed: Tensor) -> Tensor:
    """Weights (and biases) layer by layer in the layout of the space's deepest networks, zeros elsewhere.

    Hidden layers stand from the first on, the output layer last. packed [B, P] -> [B, W of the deepest].
    """
    plan, deepest = layout(space, depth), layout(space, max(space.depths))
    vectors = packed.new_zeros(len(packed), deepest.parameters, dtype=torch.float64)
    for kind in ("weights", "bias") if space.bias else ("weights",):
        for k in range(1, depth + 2):
            slot = k if k <= depth else deepest.depth + 1
            deepest.view(vectors, f"{kind}_{slot}")[:] = plan.view(packed, f"{kind}_{k}")
    return vectors


def spearman(a: Tensor, b: Tensor) -> Tensor:
    """Rank correlation of `a [K]` and `b [K]`, ties by their average rank.

    NaN where one of them has a single value, or a NaN: of a space that diverged nothing is ordered.
    """
    given = torch.stack([a, b])
    if given.isnan().any():
        return given.new_tensor(torch.nan)
    return torch.corrcoef(torch.stack([ranks(a), ranks(b)]))[0, 1]


def ranks(values: Tensor) -> Tensor:
    """From 1; equal values share the average of their places. `[K] -> [K]`, float64."""
    ordered = values.sort().values
    below = torch.searchsorted(ordered, values)
    up_to = torch.searchsorted(ordered, values, right=True)
    return (below + up_to + 1).double() / 2


def recall(wanted: Tensor, found: Tensor) -> Tensor:
    """Mean share of each row of `wanted [B, N]` that is in the same row of `found [B, N]`: `[]`."""
    return (wanted[:, :, None] == found[:, None, :]).any(2).double().mean()


def _outputs(space: Space, depth: int, packed: Tensor, x: Tensor) -> Tensor:
    return predict(unpack(space, depth, packed.double()), x.double())


def _encodings(autoencoder: Autoencoder, networks: Mapping[int, Tensor]) -> Tensor:
    was_training = autoencoder.training
    autoencoder.eval()
    with torch.no_grad():
        z = autoencoder.encode(networks).double()
    autoencoder.train(was_training)
    return z


def _variance(outputs: Tensor) -> Tensor:
    """`[B, O, S] -> [B]`"""
    return outputs.var(dim=2, correction=0).mean(1)


def _compare(between: Between, values: Tensor, pairs: Tensor, neighbours: int) -> tuple[Tensor, Tensor]:
    """The distances of `pairs [K, 2]` of rows of `values`, `[K]`; each row's nearest others, `[B, N]`."""
    a, b = pairs.to(values.device, torch.int64).T
    of_pairs = values.new_empty(len(pairs))
    nearest = []
    for first in range(0, len(values), ROWS):
        block = between(values[first : first + ROWS], values)
        here = (a >= first) & (a < first + len(block))
        of_pairs[here] = block[a[here] - first, b[here]]
        own = torch.arange(len(block), device=block.device)
        block[own, first + own] = torch.inf
        nearest.append(block.topk(neighbours, largest=False).indices)
    return of_pairs, torch.cat(nearest)
