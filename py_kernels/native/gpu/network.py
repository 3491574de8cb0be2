# mypy: ignore-errors
# ruff: noqa: RUF005 (Triton knows no starred tuple)
# (Triton compiles these functions: Python's types say nothing about them.)
"""One network on one run of samples, forward and back: the Triton kernel.

A program takes BLOCK samples at a time through all layers and back, as tiles `[TILE, BLOCK]` of neurons by
samples. What lies outside the network or the run is kept at zero in every tile: a product with an infinite
weight would otherwise carry NaN into neurons that exist.

Constants: SIZES (I, N, .., N, O); WEIGHTS and BIASES, where the sections of the layout start (BIASES is empty
where there are none); ACTIVATIONS and OUTPUT_ACTIVATION, by number. Letters as in mlp/layout.py.
"""

import triton
import triton.language as tl

from .activation import activate, chain, chain_mix, mix

# Rows of every tile: inputs and widths go up to it, and tl.dot takes no fewer.
TILE = tl.constexpr(16)
# As in library.py.
PREDICT = tl.constexpr(0)
SQUARED_ERROR = tl.constexpr(1)


@triton.jit
def product(a, b):
    """In float32 proper: on tensor cores it would keep 10 bits."""
    return tl.dot(a, b, input_precision="ieee")


@triton.jit
def load_weights(parameters, SIZES: tl.constexpr, WEIGHTS: tl.constexpr):
    """The weights of all layers, a tuple of `[TILE, TILE]`."""
    to = tl.arange(0, TILE)[:, None]
    of = tl.arange(0, TILE)[None, :]
    all_of_them = ()
    for k in tl.static_range(len(WEIGHTS)):
        inside = (to < SIZES[k + 1]) & (of < SIZES[k])
        at = parameters + WEIGHTS[k] + to * SIZES[k] + of
        all_of_them = all_of_them + (tl.load(at, mask=inside, other=0.0),)
    return all_of_them


@triton.jit
def load_biases(parameters, SIZES: tl.constexpr, BIASES: tl.constexpr):
    """The biases of all layers, a tuple of `[TILE]`."""
    to = tl.arange(0, TILE)
    all_of_them = ()
    for k in tl.static_range(len(BIASES)):
        loaded = tl.load(parameters + BIASES[k] + to, mask=to < SIZES[k + 1], other=0.0)
        all_of_them = all_of_them + (loaded,)
    return all_of_them


@triton.jit
def load_shares(choices, SIZES: tl.constexpr, ACTIVATIONS: tl.constexpr):
    """How much of each activation the hidden neurons apply: for each layer a tuple of `[TILE]`."""
    to = tl.arange(0, TILE)
    all_of_them = ()
    for k in tl.static_range(len(SIZES) - 2):
        layer = ()
        for a in tl.static_range(len(ACTIVATIONS)):
            at = choices + (k * SIZES[1] + to) * len(ACTIVATIONS) + a
            layer = layer + (tl.load(at, mask=to < SIZES[1], other=0.0),)
        all_of_them = all_of_them + (layer,)
    return all_of_them


@triton.jit
def zeros(SIZES: tl.constexpr, BIASES: tl.constexpr, ACTIVATIONS: tl.constexpr):
    """Sums of gradients by weights, biases and shares, from the last layer to the first."""
    weights, biases, shares = (), (), ()
    for _ in tl.static_range(len(SIZES) - 1):
        weights = weights + (tl.zeros([TILE, TILE], tl.float32),)
    for _ in tl.static_range(len(BIASES)):
        biases = biases + (tl.zeros([TILE], tl.float32),)
    if len(ACTIVATIONS) > 1:
        for _ in tl.static_range((len(SIZES) - 2) * len(ACTIVATIONS)):
            shares = shares + (tl.zeros([TILE], tl.float32),)
    return weights, biases, shares


@triton.jit
def forward(
    x,
    within,
    weights,
    biases,
    shares,
    leaky_slope,
    SIZES: tl.constexpr,
    ACTIVATIONS: tl.constexpr,
    OUTPUT_ACTIVATION: tl.constexpr,
):
    """Values of all layers, inputs first, and what went into the activations: tuples of `[TILE, BLOCK]`."""
    rows = tl.arange(0, TILE)[:, None]
    values, before = (x,), ()
    for k in tl.static_range(len(SIZES) - 1):
        t = product(weights[k], values[k])
        if len(biases) > 0:
            t += biases[k][:, None]
        if k == len(SIZES) - 2:
            h = activate(t, leaky_slope, OUTPUT_ACTIVATION)
        elif len(ACTIVATIONS) == 1:
            h = activate(t, leaky_slope, ACTIVATIONS[0])
        else:
            h = mix(t, shares[k], leaky_slope, ACTIVATIONS)
        values = values + (tl.where(within & (rows < SIZES[k + 1]), h, 0.0),)
        before = before + (t,)
    return values, before


@triton.jit
def backward(
    delta,
    within,
    values,
    before,
    weights,
    shares,
    sums,
    leaky_slope,
    SIZES: tl.constexpr,
    ACTIVATIONS: tl.constexpr,
    OUTPUT_ACTIVATION: tl.constexpr,
):
    """`sums` (as `zeros` gives them) with those of one block, from `delta`, the derivative by the outputs."""
    rows = tl.arange(0, TILE)[:, None]
    by_weights, by_biases, by_shares = (), (), ()
    for k in tl.static_range(len(SIZES) - 2, -1, -1):
        if k == len(SIZES) - 2:
            delta = chain(delta, values[k + 1], leaky_slope, OUTPUT_ACTIVATION)
        elif len(ACTIVATIONS) == 1:
            delta = chain(delta, values[k + 1], leaky_slope, ACTIVATIONS[0])
        else:
            for a in tl.static_range(len(ACTIVATIONS)):
                so_far = sums[2][(len(SIZES) - 3 - k) * len(ACTIVATIONS) + a]
                terms = tl.where(within, delta * activate(before[k], leaky_slope, ACTIVATIONS[a]), 0.0)
                by_shares = by_shares + (so_far + tl.sum(terms, axis=1),)
            delta = chain_mix(delta, before[k], shares[k], leaky_slope, ACTIVATIONS)
        delta = tl.where(within & (rows < SIZES[k + 1]), delta, 0.0)
        so_far = sums[0][len(SIZES) - 2 - k]
        by_weights = by_weights + (so_far + product(delta, tl.trans(values[k])),)
        if len(sums[1]) > 0:
            by_biases = by_biases + (sums[1][len(SIZES) - 2 - k] + tl.sum(delta, axis=1),)
        if k > 0:
            delta = product(tl.trans(weights[k]), delta)
    return by_weights, by_biases, by_shares


@triton.jit
def store_sums(
    gradient,
    choice_gradient,
    sums,
    SIZES: tl.constexpr,
    WEIGHTS: tl.constexpr,
    BIASES: tl.constexpr,
    ACTIVATIONS: tl.constexpr,
):
    to = tl.arange(0, TILE)
    of = tl.arange(0, TILE)[None, :]
    for k in tl.static_range(len(WEIGHTS)):
        inside = (to[:, None] < SIZES[k + 1]) & (of < SIZES[k])
        at = gradient + WEIGHTS[k] + to[:, None] * SIZES[k] + of
        tl.store(at, sums[0][len(WEIGHTS) - 1 - k], mask=inside)
    for k in tl.static_range(len(BIASES)):
        tl.store(gradient + BIASES[k] + to, sums[1][len(BIASES) - 1 - k], mask=to < SIZES[k + 1])
    if len(ACTIVATIONS) > 1:
        for k in tl.static_range(len(SIZES) - 2):
            for a in tl.static_range(len(ACTIVATIONS)):
                at = choice_gradient + (k * SIZES[1] + to) * len(ACTIVATIONS) + a
                sum_of_layer = sums[2][(len(SIZES) - 3 - k) * len(ACTIVATIONS) + a]
                tl.store(at, sum_of_layer, mask=to < SIZES[1])


@triton.jit(do_not_specialize=["samples", "target_stride"])
def run(
    parameters,
    choices,
    x,
    target,
    output,
    value,
    gradient,
    choice_gradient,
    samples,
    target_stride,
    leaky_slope,
    PARAMETERS: tl.constexpr,
    SIZES: tl.constexpr,
    WEIGHTS: tl.constexpr,
    BIASES: tl.constexpr,
    ACTIVATIONS: tl.constexpr,
    OUTPUT_ACTIVATION: tl.constexpr,
    PURPOSE: tl.constexpr,
    GRADIENT: tl.constexpr,
    BLOCK: tl.constexpr,
    RUN: tl.constexpr,
):
    """Program (b, r): network b on the samples [r RUN, (r + 1) RUN). Arrays as in fused/abi.h's Job, but for
    value [B, runs], gradient [B, runs, W] and choice_gradient [B, runs, L, N, A]."""
    depth: tl.constexpr = len(SIZES) - 2
    outputs: tl.constexpr = SIZES[depth + 1]
    b = tl.program_id(0).to(tl.int64)
    part = b * tl.num_programs(1) + tl.program_id(1)
    first = tl.program_id(1) * RUN
    rows = tl.arange(0, TILE)[:, None]
    weights = load_weights(parameters + b * PARAMETERS, SIZES, WEIGHTS)
    biases = load_biases(parameters + b * PARAMETERS, SIZES, BIASES)
    shares = ()
    if len(ACTIVATIONS) > 1:
        shares = load_shares(choices + b * depth * SIZES[1] * len(ACTIVATIONS), SIZES, ACTIVATIONS)
    sums = zeros(SIZES, BIASES, ACTIVATIONS)
    squares = tl.zeros([BLOCK], tl.float32)
    for start in range(first, tl.minimum(first + RUN, samples), BLOCK):
        at = start + tl.arange(0, BLOCK)[None, :]
        within = at < samples
        there = within & (rows < SIZES[0])
        block = tl.load(x + rows.to(tl.int64) * samples + at, mask=there, other=0.0)
        values, before = forward(
            block, within, weights, biases, shares, leaky_slope, SIZES, ACTIVATIONS, OUTPUT_ACTIVATION
        )
        there = within & (rows < outputs)
        place = rows.to(tl.int64) * samples + at
        if PURPOSE == PREDICT:
            tl.store(output + b * outputs * samples + place, values[depth + 1], mask=there)
        else:
            delta = tl.load(target + b * target_stride + place, mask=there, other=0.0)
            if PURPOSE == SQUARED_ERROR:
                difference = values[depth + 1] - delta
                squares += tl.sum(difference * difference, axis=0)
                delta = 2.0 * difference
            if GRADIENT:
                sums = backward(
                    delta,
                    within,
                    values,
                    before,
                    weights,
                    shares,
                    sums,
                    leaky_slope,
                    SIZES,
                    ACTIVATIONS,
                    OUTPUT_ACTIVATION,
                )
    if PURPOSE == SQUARED_ERROR:
        tl.store(value + part, tl.sum(squares, axis=0))
    if GRADIENT:
        mixed = choice_gradient
        if len(ACTIVATIONS) > 1:
            mixed = choice_gradient + part * depth * SIZES[1] * len(ACTIVATIONS)
        store_sums(gradient + part * PARAMETERS, mixed, sums, SIZES, WEIGHTS, BIASES, ACTIVATIONS)
