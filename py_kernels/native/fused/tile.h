// Small matrix products on a block of samples, and sums of outer products over it.
//
// A block is BLOCK samples of some rows (neurons), row after row: it stays in the first-level cache. `pairs` counts
// the pairs of registers in use. Tiles are sized so that their sums stay in registers (16 on AVX2).
#pragma once

#include "vector.h"

constexpr int BLOCK = 64;
constexpr int PAIR = 2 * LANES;

// How many of n rows the next tile takes, at most `most`: tiles of even sizes.
static inline int next_tile(int n, int most) {
    int tiles = (n + most - 1) / most;
    return (n + tiles - 1) / tiles;
}

template <int R, class Use>
static inline void product_tile(const float* w, int stride, int columns, const float* in, int pairs, const Use& use) {
    for (int at = 0; at < pairs * PAIR; at += PAIR) {
        vec sum[R][2] = {};
        const float* weights = w;
        const float* h = in + at;
        for (int j = 0; j < columns; ++j, h += BLOCK, weights += stride) {
            vec h0 = load(h), h1 = load(h + LANES);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                vec weight = splat(weights[r]);
                sum[r][0] += weight * h0;
                sum[r][1] += weight * h1;
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) use(r, at, sum[r][0], sum[r][1]);
    }
}

// out[i] = sum over j of w[j * stride + i] in[j], for i < rows; `use(i, at, a, b)` receives two registers of
// row i that start at sample `at`.
template <class Use>
static inline void product(const float* w, int rows, int stride, int columns, const float* in, int pairs, const Use& use) {
    for (int row = 0; row < rows;) {
        auto shifted = [&](int r, int at, vec a, vec b) { use(row + r, at, a, b); };
        int size = next_tile(rows - row, 4);
        switch (size) {
            case 4: product_tile<4>(w + row, stride, columns, in, pairs, shifted); break;
            case 3: product_tile<3>(w + row, stride, columns, in, pairs, shifted); break;
            case 2: product_tile<2>(w + row, stride, columns, in, pairs, shifted); break;
            default: product_tile<1>(w + row, stride, columns, in, pairs, shifted);
        }
        row += size;
    }
}

template <int R, int C>
static inline void outer_tile(const float* a, const float* b, int pairs, vec* sums, int stride) {
    vec sum[R][C] = {};
    for (int at = 0; at < pairs * PAIR; at += LANES) {
        vec column[C];
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c) column[c] = load(b + c * BLOCK + at);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            vec row = load(a + r * BLOCK + at);
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) sum[r][c] += row * column[c];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c) sums[r * stride + c] += sum[r][c];
    }
}

template <int R>
static inline void outer_rows(const float* a, const float* b, int columns, int pairs, vec* sums, int stride) {
    for (int column = 0; column < columns;) {
        int size = next_tile(columns - column, 3);
        const float* from = b + column * BLOCK;
        switch (size) {
            case 3: outer_tile<R, 3>(a, from, pairs, sums + column, stride); break;
            case 2: outer_tile<R, 2>(a, from, pairs, sums + column, stride); break;
            default: outer_tile<R, 1>(a, from, pairs, sums + column, stride);
        }
        column += size;
    }
}

// sums[i * stride + j] += sum over the block's samples of a[i] b[j], lane by lane.
static inline void outer(const float* a, int rows, const float* b, int columns, int pairs, vec* sums, int stride) {
    for (int row = 0; row < rows;) {
        int size = next_tile(rows - row, 4);
        const float* from = a + row * BLOCK;
        vec* to = sums + row * stride;
        switch (size) {
            case 4: outer_rows<4>(from, b, columns, pairs, to, stride); break;
            case 3: outer_rows<3>(from, b, columns, pairs, to, stride); break;
            case 2: outer_rows<2>(from, b, columns, pairs, to, stride); break;
            default: outer_rows<1>(from, b, columns, pairs, to, stride);
        }
        row += size;
    }
}
