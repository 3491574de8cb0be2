"""What Levenberg and Marquardt's steps need of many small networks: Gauss-Newton matrices, systems solved.

The fused kernel serves float32 tensors on the CPU, plain PyTorch all others.
Letters as in mlp/layout.py; S samples; n links; F factors of the loss' curvature; E, R rows.
"""

from __future__ import annotations

import torch
from torch import Tensor

from . import fused
from .abi import MAX_MOMENT_ROWS, MAX_WIDTH
from .library import Library


def gram(
    emitted: Tensor, bent: list[Tensor], counts: Tensor | None, sources: Tensor, targets: Tensor
) -> Tensor:
    """Sums over factors and samples of products of derivatives by links, `[B, n, n]`.

    The derivative by a link is what row `sources [B, n]` of `emitted [B, E, S]` says times row
    `targets [B, n]` of each of `bent`, F times `[B, R, S]`; counts [B, S]: what each sample counts (None: 1).
    """
    kernel = fused.loaded
    if kernel is not None and emitted.device.type == "cpu" and emitted.dtype == torch.float32:
        stacked = torch.stack(bent).contiguous() if len(bent) > 1 else bent[0][None].contiguous()
        known = None if counts is None else counts.float().contiguous()
        return kernel.gram(emitted.contiguous(), stacked, known, sources.contiguous(), targets.contiguous())
    incoming = _rows(emitted, sources)
    if counts is not None:
        incoming = incoming * counts.sqrt()[:, None]
    matrix = emitted.new_zeros(*sources.shape, sources.shape[1])
    for each in bent:
        derivatives = _rows(each, targets).mul_(incoming)
        matrix.baddbmm_(derivatives, derivatives.transpose(1, 2))
    return matrix


def solve(matrix: Tensor, diagonal: Tensor, right: Tensor) -> Tensor:
    """`move [B, n]` with (matrix + diagonal) move = right, in float64 by Cholesky's factors.

    matrix [B, n, n], symmetric; diagonal, right [B, n], float64. Where the sum is not positive definite the
    move is not to be used; the fused kernel gives zeros.
    """
    kernel = _kernel(matrix)
    if kernel is not None:
        return kernel.solve(matrix.contiguous(), diagonal.contiguous(), right.contiguous())
    damped = matrix.double()
    damped.diagonal(dim1=1, dim2=2).add_(diagonal)
    factor = torch.linalg.cholesky_ex(damped).L
    # Two triangular systems: torch.cholesky_solve copies every factor.
    half = torch.linalg.solve_triangular(factor, right[:, :, None], upper=False)
    move: Tensor = torch.linalg.solve_triangular(factor.mT, half, upper=True)
    return move[:, :, 0]


def regress(sums: Tensor, scales: Tensor, relative: float, least: float) -> Tensor:
    """Ridge regressions from moments `sums [B, F, F + O]` -> coefficients `[B, O, F]`, by float64.

    scales [B, F]: what each feature is multiplied by before. The ridge is `relative` of the mean of a
    matrix's diagonal, and `least`. Plain PyTorch serves where a gradient is asked for.
    """
    kernel = _kernel(sums)
    features, outputs = sums.shape[1], sums.shape[2] - sums.shape[1]
    wanted = torch.is_grad_enabled() and (sums.requires_grad or scales.requires_grad)
    fits = features <= MAX_WIDTH + 1 and outputs <= MAX_MOMENT_ROWS
    if kernel is None or wanted or not fits:
        return plain_regress(sums, scales, relative, least)
    return kernel.regress(sums.contiguous(), scales.contiguous(), relative, least)


def plain_regress(sums: Tensor, scales: Tensor, relative: float, least: float) -> Tensor:
    """`regress` in plain PyTorch."""
    scaled = sums.double() * scales[:, :, None]
    squares, mixed = scaled.tensor_split([sums.shape[1]], dim=2)
    squares = squares * scales[:, None]
    diagonal = squares.diagonal(dim1=1, dim2=2)
    ridge = (relative * diagonal.mean(dim=1, keepdim=True) + least).expand_as(diagonal)
    solution: Tensor = torch.linalg.solve_ex(squares + torch.diag_embed(ridge), mixed)[0]
    return solution.transpose(1, 2).to(sums.dtype)


def spread(matrix: Tensor, diagonal: Tensor) -> tuple[Tensor, Tensor]:
    """Of matrix + diagonal the determinant's logarithm `[B]` and the inverse's diagonal `[B, n]`, float64.

    Arguments as in `solve`. Where the sum is not positive definite: NaN, and zeros.
    """
    kernel = _kernel(matrix)
    if kernel is not None:
        return kernel.inverse(matrix.contiguous(), diagonal.contiguous(), False)[:2]
    return plain_spread(matrix, diagonal)


def inverse(matrix: Tensor, diagonal: Tensor) -> Tensor:
    """Of matrix + diagonal, `[B, n, n]`, float64; zeros where the sum is not positive definite.

    LAPACK takes one matrix after the other, each with all threads, which is no faster than one and stands
    still where other programs use the cores.
    """
    kernel = _kernel(matrix)
    if kernel is not None:
        found = kernel.inverse(matrix.contiguous(), diagonal.contiguous(), True)[2]
        assert found is not None, "the kernel gave no inverse where it was asked for"
        return found
    return plain_inverse(matrix, diagonal)


def plain_spread(matrix: Tensor, diagonal: Tensor) -> tuple[Tensor, Tensor]:
    """`spread` in plain PyTorch."""
    volume, found = _inverted(matrix, diagonal)
    return volume, found.diagonal(dim1=1, dim2=2)


def plain_inverse(matrix: Tensor, diagonal: Tensor) -> Tensor:
    """`inverse` in plain PyTorch."""
    return _inverted(matrix, diagonal)[1]


def _inverted(matrix: Tensor, diagonal: Tensor) -> tuple[Tensor, Tensor]:
    held = matrix.double()
    held.diagonal(dim1=1, dim2=2).add_(diagonal)
    factor, failed = torch.linalg.cholesky_ex(held)
    sound = failed == 0
    volume = 2 * factor.diagonal(dim1=1, dim2=2).log().sum(1)
    found = torch.cholesky_inverse(factor)
    return torch.where(sound, volume, torch.nan), torch.where(sound[:, None, None], found, 0.0)


def _kernel(matrix: Tensor) -> Library | None:
    """What serves it; None: plain PyTorch."""
    is_served = matrix.device.type == "cpu" and matrix.dtype == torch.float32
    return fused.loaded if is_served else None


def _rows(values: Tensor, index: Tensor) -> Tensor:
    """`values [B, R, S]`, `index [B, n]` -> `[B, n, S]`."""
    offset = torch.arange(values.shape[0], device=values.device)[:, None] * values.shape[1]
    rows = values.flatten(0, 1).index_select(0, (index + offset).flatten())
    return rows.view(*index.shape, values.shape[2])
