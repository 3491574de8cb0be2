// Damped systems of one network's normal equations: Cholesky's factor in double, a solution, an inverse.
#pragma once

#include <cmath>

#include "abi.h"
#include "buffer.h"
#include "vector.h"

namespace {

typedef double dvec __attribute__((vector_size(LANES * 4)));
typedef double loose_dvec __attribute__((vector_size(LANES * 4), aligned(8), may_alias));
constexpr int DOUBLES = LANES / 2;
// Of a tile of the factor, whose sums are to stay in registers: 4 rows by so many columns.
constexpr int FACTOR_COLUMNS = LANES == 16 ? 4 : 2;

INLINE dvec load_doubles(const double* from) { return *reinterpret_cast<const loose_dvec*>(from); }

INLINE double sum_doubles(dvec value) {
#if defined(__AVX512F__)
    return _mm512_reduce_add_pd((__m512d)value);
#endif
    double sum = 0;
    for (int lane = 0; lane < DOUBLES; ++lane) sum += value[lane];
    return sum;
}

inline int rounded_up(int64_t count, int step) { return int((count + step - 1) / step * step); }

// Cholesky's factor of a matrix with a diagonal added, in double.
class Cholesky {
  protected:
    Cholesky(const float* matrix, const double* diagonal, int n)
        : n(n), stride(rounded_up(n, DOUBLES) + DOUBLES), pivots(n, 0), matrix(matrix), diagonal(diagonal),
          factor((n + 3) * stride, 0) {}

    int n, stride;
    Buffer<double> pivots;  // 1 / the factor's diagonal

    double* row(int i) { return factor.data() + i * int64_t(stride); }

    // False where the sum is not positive definite.
    bool factorise() {
        for (int i = 0; i < n; i += 4) {
            for (int j = 0; j < i; j += FACTOR_COLUMNS) below(i, j);
            for (int j = i; j < i + 4 && j < n; ++j) {
                double pivot = entry(j, j) - product(row(j), row(j), j);
                if (!(pivot > 0)) return false;
                pivots[j] = 1 / std::sqrt(pivot);
                row(j)[j] = std::sqrt(pivot);
                for (int k = j + 1; k < i + 4 && k < n; ++k) {
                    row(k)[j] = (entry(k, j) - product(row(k), row(j), j)) * pivots[j];
                }
            }
        }
        return true;
    }

    // Of the first `count` entries; those up to the next whole register are zero in one of both.
    static double product(const double* a, const double* c, int count) {
        dvec sum = dvec{};
        for (int k = 0; k < count; k += DOUBLES) sum += load_doubles(a + k) * load_doubles(c + k);
        return sum_doubles(sum);
    }

  private:
    const float* matrix;
    const double* diagonal;
    Buffer<double> factor;  // [n, stride], zeros above the diagonal and where it is not known yet

    double entry(int i, int j) const {
        double value = matrix[i * int64_t(n) + j];
        return i == j ? value + diagonal[i] : value;
    }

    // Entries (i .. i + 3, j .. j + C - 1) together: their sums need not wait for each other.
    void below(int i, int j) {
        constexpr int C = FACTOR_COLUMNS;
        dvec sums[4][C] = {};
        for (int k = 0; k < j; k += DOUBLES) {
            dvec right[C];
#pragma GCC unroll 4
            for (int c = 0; c < C; ++c) right[c] = load_doubles(row(j + c) + k);
#pragma GCC unroll 4
            for (int r = 0; r < 4; ++r) {
                dvec left = load_doubles(row(i + r) + k);
#pragma GCC unroll 4
                for (int c = 0; c < C; ++c) sums[r][c] += left * right[c];
            }
        }
        for (int r = 0; r < 4 && i + r < n; ++r) {
            double* to = row(i + r) + j;
            for (int c = 0; c < C; ++c) {
                double left = entry(i + r, j + c) - sum_doubles(sums[r][c]);
                for (int known = 0; known < c; ++known) left -= to[known] * row(j + c)[j + known];
                to[c] = left * pivots[j + c];
            }
        }
    }
};

// (matrix + diagonal) move = right; a move of zeros where the sum is not positive definite.
class Solve : Cholesky {
  public:
    Solve(const SolveJob& job, int64_t b)
        : Cholesky(job.matrix + b * job.links * job.links, job.diagonal + b * job.links, int(job.links)),
          right(job.right + b * job.links), to(job.move + b * job.links), move(stride, 0) {}

    void run() {
        bool positive = factorise();
        if (positive) substitute();
        for (int i = 0; i < n; ++i) to[i] = positive ? move[i] : 0;
    }

  private:
    const double* right;
    double* to;
    Buffer<double> move;

    void substitute() {
        for (int i = 0; i < n; ++i) move[i] = (right[i] - product(row(i), move.data(), i)) * pivots[i];
        for (int i = n - 1; i >= 0; --i) {
            move[i] *= pivots[i];
            const double* known = row(i);
            for (int k = 0; k < i; ++k) move[k] -= move[i] * known[k];
        }
    }
};

// The inverse by the columns of the factor's inverse.
class Inverse : Cholesky {
  public:
    Inverse(const InverseJob& job, int64_t b)
        : Cholesky(job.matrix + b * job.links * job.links, job.diagonal + b * job.links, int(job.links)),
          volume(job.volume + b), spread(job.spread + b * job.links),
          inverse(job.inverse ? job.inverse + b * job.links * job.links : nullptr),
          columns((job.inverse ? n : TOGETHER) * int64_t(stride), 0) {}

    void run() {
        if (!factorise()) return fail();
        *volume = 0;
        for (int i = 0; i < n; ++i) *volume -= 2 * std::log(pivots[i]);
        for (int j = 0; j < n; j += TOGETHER) {
            double* to = inverse ? columns.data() + j * int64_t(stride) : columns.data();
            if (j + TOGETHER <= n) {
                next_columns<TOGETHER>(j, to);
            } else {
                for (int c = 0; j + c < n; ++c) next_columns<1>(j + c, to + c * int64_t(stride));
            }
        }
        for (int i = 0; inverse && i < n; ++i) {
            for (int j = 0; j <= i; ++j) inverse[i * int64_t(n) + j] = inverse[j * int64_t(n) + i] = entry(i, j);
        }
    }

  private:
    static constexpr int TOGETHER = 4;  // columns that need not wait for each other
    double *volume, *spread, *inverse;
    Buffer<double> columns;  // [n, stride] where the inverse is wanted, otherwise [TOGETHER, stride]

    void fail() {
        *volume = std::nan("");
        for (int i = 0; i < n; ++i) spread[i] = 0;
        for (int64_t i = 0; inverse && i < int64_t(n) * n; ++i) inverse[i] = 0;
    }

    // Columns j .. j + C - 1 of the factor's inverse into C rows of `to`, zeros before them; sums of their squares.
    template <int C>
    void next_columns(int j, double* to) {
        for (int i = 0; i < C * stride; ++i) to[i] = 0;
        for (int c = 0; c < C; ++c) to[c * stride + j + c] = pivots[j + c];
        int first = j / DOUBLES * DOUBLES;
        double squares[C] = {};
        for (int i = j; i < n; ++i) {
            dvec sums[C] = {};
            for (int k = first; k < i; k += DOUBLES) {
                dvec left = load_doubles(row(i) + k);
#pragma GCC unroll 4
                for (int c = 0; c < C; ++c) sums[c] += left * load_doubles(to + c * stride + k);
            }
            for (int c = 0; c < C; ++c) {
                if (i > j + c) to[c * stride + i] = -sum_doubles(sums[c]) * pivots[i];
                squares[c] += to[c * stride + i] * to[c * stride + i];
            }
        }
        for (int c = 0; c < C; ++c) spread[j + c] = squares[c];
    }

    double entry(int i, int j) const {
        int first = i / DOUBLES * DOUBLES;
        const double *a = columns.data() + i * int64_t(stride), *c = columns.data() + j * int64_t(stride);
        return product(a + first, c + first, n - first);
    }
};

void run_solve(const SolveJob& job, int64_t b) { Solve(job, b).run(); }
void run_inverse(const InverseJob& job, int64_t b) { Inverse(job, b).run(); }

}  // namespace
