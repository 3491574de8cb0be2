# mypy: ignore-errors
# (Triton compiles these functions: Python's types say nothing about them.)
"""Activations of hidden and output neurons, by their numbers in mlp/space.py's ACTIVATIONS.

No argument can overflow, so that results are finite wherever plain PyTorch's are.
"""

import triton
import triton.language as tl

# The order of ACTIVATIONS.
SIGMOID = tl.constexpr(0)
TANH = tl.constexpr(1)
LEAKY_RELU = tl.constexpr(2)


@triton.jit
def sigmoid(t):
    e = tl.exp(-tl.abs(t))
    return tl.where(t >= 0, 1.0, e) / (1.0 + e)


@triton.jit
def tanh(t):
    # Near zero the odd polynomial of Cephes' tanhf: 1 - e would cancel.
    size = tl.abs(t)
    e = tl.exp(-2.0 * size)
    far = (1.0 - e) / (1.0 + e)
    near = tl.minimum(size, 0.625)
    z = near * near
    p = -5.70498872745e-3 * z + 2.06390887954e-2
    p = p * z - 5.37397155531e-2
    p = p * z + 1.33314422036e-1
    p = p * z - 3.33332819422e-1
    bounded = tl.where(size < 0.625, near + near * z * p, far)
    return tl.where(t < 0, -bounded, bounded)


@triton.jit
def activate(t, leaky_slope, ACTIVATION: tl.constexpr):
    if ACTIVATION == SIGMOID:
        h = sigmoid(t)
    elif ACTIVATION == TANH:
        h = tanh(t)
    elif ACTIVATION == LEAKY_RELU:
        h = tl.where(t > 0, t, t * leaky_slope)
    else:
        h = t
    return h


@triton.jit
def chain(delta, h, leaky_slope, ACTIVATION: tl.constexpr):
    """`delta` times the activation's derivative, told from its value h."""
    if ACTIVATION == SIGMOID:
        before = delta * (h - h * h)
    elif ACTIVATION == TANH:
        before = delta - delta * h * h
    elif ACTIVATION == LEAKY_RELU:
        before = tl.where(h > 0, delta, delta * leaky_slope)
    else:
        before = delta
    return before


@triton.jit
def mix(t, shares, leaky_slope, ACTIVATIONS: tl.constexpr):
    """Every neuron's own mixture: `t [TILE, BLOCK]`, `shares` a tuple of `[TILE]`."""
    h = tl.zeros_like(t)
    for a in tl.static_range(len(ACTIVATIONS)):
        h += shares[a][:, None] * activate(t, leaky_slope, ACTIVATIONS[a])
    return h


@triton.jit
def chain_mix(delta, t, shares, leaky_slope, ACTIVATIONS: tl.constexpr):
    """`delta` times the mixture's derivative at t."""
    before = tl.zeros_like(t)
    for a in tl.static_range(len(ACTIVATIONS)):
        h = activate(t, leaky_slope, ACTIVATIONS[a])
        before += shares[a][:, None] * chain(delta, h, leaky_slope, ACTIVATIONS[a])
    return before
