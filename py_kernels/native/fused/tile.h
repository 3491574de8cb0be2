// Small matrix products on a block of samples, and sums of outer products over it.
//
// A block is some rows (neurons) of up to BLOCK samples, one every BLOCK floats: it stays in the near caches. `pairs`
// counts the pairs of registers in use. Tiles are sized so that their sums stay in registers (16 on AVX2, 32 on AVX-512).
#pragma once

#include <type_traits>

#include "abi.h"
#include "vector.h"

namespace {

constexpr int PAIR = 2 * LANES;
// With wide registers what surrounds a tile takes as long as its products over 128 samples.
constexpr int BLOCK = LANES == 16 ? 384 : 128;
// Of a tile: on AVX-512 the paper's layers of seven neurons are one.
constexpr int MOST_ROWS = LANES == 16 ? 7 : 4;

// How many of n rows the next tile takes, at most `most`: tiles of even sizes.
inline int next_tile(int n, int most) {
    if (n <= most) return n;  // without a division
    int tiles = (n + most - 1) / most;
    return (n + tiles - 1) / tiles;
}

// Calls `use` with `rows`, 1 to R, as a constant.
template <int R, class Use>
inline void with_rows(int rows, const Use& use) {
    if constexpr (R > 1) {
        if (rows < R) return with_rows<R - 1>(rows, use);
    }
    use(std::integral_constant<int, R>{});
}

// R rows of P pairs of registers.
template <int R, int P>
struct Tile {
    static constexpr int COUNT = R * P * 2;
    vec sums[COUNT];

    // Where register i lies in a block.
    static constexpr int place(int i) { return i / (2 * P) * BLOCK + i % (2 * P) * LANES; }

    INLINE void store_to(float* block) const { EACH(COUNT) store(block + place(i), sums[i]); }
};

// One tile of a product. C is the number of columns, or 0: told by `columns`.
template <int R, int P, int C>
INLINE Tile<R, P> product_step(const float* w, int stride, int columns, const float* h) {
    Tile<R, P> tile = {};
#pragma GCC unroll 8
    for (int j = 0; j < (C ? C : columns); ++j, h += BLOCK, w += stride) {
        vec values[2 * P];
        EACH(2 * P) values[i] = load(h + i * LANES);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            vec weight = splat(w[r]);
            EACH(2 * P) tile.sums[2 * P * r + i] += weight * values[i];
        }
    }
    return tile;
}

// One row alone takes two pairs at a time, or its sums would wait for each other.
template <int R, int C, class Use>
INLINE void product_tile(const float* w, int stride, int columns, const float* in, int pairs, const Use& use) {
    constexpr int P = R == 1 ? 2 : 1;
    int at = 0;
    for (; at + P * PAIR <= pairs * PAIR; at += P * PAIR) {
        auto tile = product_step<R, P, C>(w, stride, columns, in + at);
        use(at, tile);
    }
    if (at < pairs * PAIR) {
        auto tile = product_step<R, 1, C>(w, stride, columns, in + at);
        use(at, tile);
    }
}

template <int R, class Use>
inline void product_rows(const float* w, int stride, int columns, const float* in, int pairs, const Use& use) {
    switch (columns) {
        case 7: return product_tile<R, 7>(w, stride, columns, in, pairs, use);
        case 3: return product_tile<R, 3>(w, stride, columns, in, pairs, use);
        default: return product_tile<R, 0>(w, stride, columns, in, pairs, use);
    }
}

// out[i] = sum over j of w[j * stride + i] in[j], for i < rows. `use(row, at, tile)` receives
// the tile whose first row is `row` and whose first sample is `at`.
template <class Use>
inline void product(const float* w, int rows, int stride, int columns, const float* in, int pairs, const Use& use) {
    for (int row = 0; row < rows;) {
        auto shifted = [&](int at, auto& tile) INLINED { use(row, at, tile); };
        int size = next_tile(rows - row, MOST_ROWS);
        with_rows<MOST_ROWS>(size, [&](auto count) {
            product_rows<decltype(count)::value>(w + row, stride, columns, in, pairs, shifted);
        });
        row += size;
    }
}

template <int R, int C>
INLINE void outer_tile(const float* a, const float* b, int pairs, vec* sums, int stride) {
    vec sum[R][C];
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c) sum[r][c] = sums[r * stride + c];
    }
    for (int at = 0; at < pairs * PAIR; at += LANES) {
        vec column[C];
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c) column[c] = load(b + c * BLOCK + at);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            vec row = load(a + r * BLOCK + at);
            in_register(row);
#pragma GCC unroll 8
            for (int c = 0; c < C; ++c) sum[r][c] += row * column[c];
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 8
        for (int c = 0; c < C; ++c) sums[r * stride + c] = sum[r][c];
    }
}

template <int R>
inline void outer_rows(const float* a, const float* b, int columns, int pairs, vec* sums, int stride) {
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
// One row alone changes places with the columns, or few sums would wait for each other.
inline void outer(const float* a, int rows, const float* b, int columns, int pairs, vec* sums, int stride) {
    if (rows == 1 && columns > 1) return outer(b, columns, a, 1, pairs, sums, 1);
    for (int row = 0; row < rows;) {
        int size = next_tile(rows - row, MOST_ROWS);
        with_rows<MOST_ROWS>(size, [&](auto count) {
            outer_rows<decltype(count)::value>(a + row * BLOCK, b, columns, pairs, sums + row * stride, stride);
        });
        row += size;
    }
}

}  // namespace
