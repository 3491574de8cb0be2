// Normal equations of one network: the Gauss-Newton matrix of its links, a damped system solved, and its inverse.
//
// Needs vector.h's registers; in an unnamed namespace for the reason given there.
#pragma once

#include <cmath>
#include <vector>

#include "abi.h"
#include "vector.h"

namespace {

constexpr int ROWS = 6;          // of a tile of the matrix
constexpr int COLUMNS = 2 * LANES;
constexpr int TOGETHER = 64;     // samples whose derivatives are held at once

typedef double dvec __attribute__((vector_size(LANES * 4)));
typedef double loose_dvec __attribute__((vector_size(LANES * 4), aligned(8), may_alias));
constexpr int DOUBLES = LANES / 2;

INLINE dvec load_doubles(const double* from) { return *reinterpret_cast<const loose_dvec*>(from); }

INLINE double sum_doubles(dvec value) {
    double sum = 0;
    for (int lane = 0; lane < DOUBLES; ++lane) sum += value[lane];
    return sum;
}

inline int rounded_up(int64_t count, int step) { return int((count + step - 1) / step * step); }

class Gram {
  public:
    Gram(const GramJob& job, int64_t b)
        : job(job), b(b), links(int(job.links)), height(rounded_up(links, ROWS)),
          stride(rounded_up(links, COLUMNS) + COLUMNS), derivatives(TOGETHER * stride, 0), sums(height * stride, 0),
          roots(TOGETHER, 1) {}

    void run() {
        for (int64_t first = 0; first < job.samples; first += TOGETHER) {
            int count = int(job.samples - first < TOGETHER ? job.samples - first : TOGETHER);
            if (job.counts) {
                for (int s = 0; s < count; ++s) roots[s] = std::sqrt(job.counts[b * job.samples + first + s]);
            }
            for (int64_t f = 0; f < job.factors; ++f) {
                differentiate(f, first, count);
                add_products(count);
            }
        }
        write();
    }

  private:
    const GramJob& job;
    int64_t b;
    int links, height, stride;
    std::vector<float> derivatives;  // [TOGETHER, stride]: by the links, of one factor
    std::vector<float> sums;         // [height, stride]: the lower triangle, in tiles
    std::vector<float> roots;        // of what each sample counts

    void differentiate(int64_t f, int64_t first, int count) {
        const float* emitted = job.emitted + b * job.emitted_rows * job.samples + first;
        const float* bent = job.bent + (f * job.networks + b) * job.bent_rows * job.samples + first;
        const int64_t *sources = job.sources + b * links, *targets = job.targets + b * links;
        for (int q = 0; q < links; ++q) {
            const float* e = emitted + sources[q] * job.samples;
            const float* d = bent + targets[q] * job.samples;
            float* to = derivatives.data() + q;
            for (int s = 0; s < count; ++s) to[s * stride] = e[s] * d[s] * roots[s];
        }
    }

    void add_products(int count) {
        for (int i = 0; i < links; i += ROWS) {
            for (int j = 0; j < i + ROWS && j < links; j += COLUMNS) add_tile(i, j, count);
        }
    }

    void add_tile(int i, int j, int count) {
        vec tile[ROWS][2];
#pragma GCC unroll 6
        for (int r = 0; r < ROWS; ++r) tile[r][0] = tile[r][1] = vec{};
        const float* row = derivatives.data();
        for (int s = 0; s < count; ++s, row += stride) {
            vec left = load(row + j), right = load(row + j + LANES);
#pragma GCC unroll 6
            for (int r = 0; r < ROWS; ++r) {
                vec factor = splat(row[i + r]);
                tile[r][0] += factor * left;
                tile[r][1] += factor * right;
            }
        }
#pragma GCC unroll 6
        for (int r = 0; r < ROWS; ++r) {
            float* to = sums.data() + (i + r) * stride + j;
            store(to, load(to) + tile[r][0]);
            store(to + LANES, load(to + LANES) + tile[r][1]);
        }
    }

    void write() {
        float* matrix = job.matrix + b * links * int64_t(links);
        for (int i = 0; i < links; ++i) {
            for (int j = 0; j <= i; ++j) {
                float value = sums[i * stride + j];
                matrix[i * int64_t(links) + j] = value;
                matrix[j * int64_t(links) + i] = value;
            }
        }
    }
};

// Cholesky's factor of a matrix with a diagonal added, in double.
class Cholesky {
  protected:
    Cholesky(const float* matrix, const double* diagonal, int n)
        : n(n), stride(rounded_up(n, DOUBLES) + DOUBLES), pivots(n, 0), matrix(matrix), diagonal(diagonal),
          factor((n + 3) * stride, 0) {}

    int n, stride;
    std::vector<double> pivots;  // 1 / the factor's diagonal

    double* row(int i) { return factor.data() + i * int64_t(stride); }

    // False where the sum is not positive definite.
    bool factorise() {
        for (int i = 0; i < n; i += 4) {
            for (int j = 0; j < i; ++j) below(i, j);
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
    std::vector<double> factor;  // [n, stride], zeros above the diagonal and where it is not known yet

    double entry(int i, int j) const {
        double value = matrix[i * int64_t(n) + j];
        return i == j ? value + diagonal[i] : value;
    }

    // Entries (i .. i + 3, j) together: their sums need not wait for each other.
    void below(int i, int j) {
        dvec sums[4] = {dvec{}, dvec{}, dvec{}, dvec{}};
        const double* other = row(j);
        for (int k = 0; k < j; k += DOUBLES) {
            dvec right = load_doubles(other + k);
#pragma GCC unroll 4
            for (int r = 0; r < 4; ++r) sums[r] += load_doubles(row(i + r) + k) * right;
        }
        for (int r = 0; r < 4 && i + r < n; ++r) row(i + r)[j] = (entry(i + r, j) - sum_doubles(sums[r])) * pivots[j];
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
    std::vector<double> move;

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
          columns(job.inverse ? n * stride : stride, 0) {}

    void run() {
        if (!factorise()) return fail();
        *volume = 0;
        for (int i = 0; i < n; ++i) *volume -= 2 * std::log(pivots[i]);
        for (int j = 0; j < n; ++j) {
            double* of_j = inverse ? columns.data() + j * int64_t(stride) : columns.data();
            spread[j] = column(j, of_j);
        }
        for (int i = 0; inverse && i < n; ++i) {
            for (int j = 0; j <= i; ++j) inverse[i * int64_t(n) + j] = inverse[j * int64_t(n) + i] = entry(i, j);
        }
    }

  private:
    double *volume, *spread, *inverse;
    std::vector<double> columns;  // [n, stride] where the inverse is wanted, otherwise [stride]

    void fail() {
        *volume = std::nan("");
        for (int i = 0; i < n; ++i) spread[i] = 0;
        for (int64_t i = 0; inverse && i < int64_t(n) * n; ++i) inverse[i] = 0;
    }

    // Column j of the factor's inverse into `to`, zeros before it; the sum of its squares.
    double column(int j, double* to) {
        for (int i = 0; i < stride; ++i) to[i] = 0;
        to[j] = pivots[j];
        double sum = to[j] * to[j];
        int first = j / DOUBLES * DOUBLES;
        for (int i = j + 1; i < n; ++i) {
            to[i] = -product(row(i) + first, to + first, i - first) * pivots[i];
            sum += to[i] * to[i];
        }
        return sum;
    }

    double entry(int i, int j) const {
        int first = i / DOUBLES * DOUBLES;
        const double *a = columns.data() + i * int64_t(stride), *c = columns.data() + j * int64_t(stride);
        return product(a + first, c + first, n - first);
    }
};

void run_gram(const GramJob& job, int64_t b) { Gram(job, b).run(); }
void run_solve(const SolveJob& job, int64_t b) { Solve(job, b).run(); }
void run_inverse(const InverseJob& job, int64_t b) { Inverse(job, b).run(); }

}  // namespace
