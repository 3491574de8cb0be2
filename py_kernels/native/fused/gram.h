// The Gauss-Newton matrix of one network's links.
#pragma once

#include <cmath>

#include "abi.h"
#include "buffer.h"
#include "vector.h"

namespace {

class Gram {
  public:
    Gram(const GramJob& job, int64_t b)
        : job(job), b(b), links(int(job.links)), panels((links + COLUMNS - 1) / COLUMNS), height(panels * COLUMNS),
          derivatives(panels * PANEL, 0), sums(height * int64_t(height), 0) {
        for (int s = 0; s < TOGETHER; ++s) roots[s] = 1;
    }

    void run() {
        for (int64_t first = 0; first < job.samples; first += TOGETHER) {
            int count = int(job.samples - first < TOGETHER ? job.samples - first : TOGETHER);
            for (int s = 0; job.counts && s < count; ++s) roots[s] = std::sqrt(job.counts[b * job.samples + first + s]);
            for (int64_t f = 0; f < job.factors; ++f) {
                differentiate(f, first, count);
                add_products(count);
            }
        }
        write();
    }

  private:
    static constexpr int ROWS = LANES == 16 ? 8 : 4;  // of a tile of the matrix, by one register or two
    static constexpr int COLUMNS = 2 * LANES;         // of a panel; a multiple of ROWS
    static constexpr int TOGETHER = 64;               // samples whose derivatives are held at once
    static constexpr int PANEL = TOGETHER * COLUMNS;

    const GramJob& job;
    int64_t b;
    int links, panels, height;
    Buffer<float> derivatives;  // [panels, TOGETHER, COLUMNS]: of each sample by the links, of one factor
    Buffer<float> sums;         // [panels, height, COLUMNS]: the lower triangle, in tiles
    float roots[TOGETHER];           // of what each sample counts

    void differentiate(int64_t f, int64_t first, int count) {
        const float* emitted = job.emitted + b * job.emitted_rows * job.samples + first;
        const float* bent = job.bent + (f * job.networks + b) * job.bent_rows * job.samples + first;
        const int64_t *sources = job.sources + b * links, *targets = job.targets + b * links;
        for (int q = 0; q < links; q += LANES) {
            float* to = derivatives.data() + q / COLUMNS * PANEL + q % COLUMNS;
            for (int s = 0; s < count; s += LANES) {
                vec by_link[LANES];
                EACH(LANES) {
                    by_link[i] = vec{};
                    if (q + i < links) {
                        by_link[i] = load_some(emitted + sources[q + i] * job.samples + s, count - s)
                            * load_some(bent + targets[q + i] * job.samples + s, count - s) * load(roots + s);
                    }
                }
                transpose(by_link);
                EACH(LANES) store(to + (s + i) * COLUMNS, by_link[i]);
            }
        }
    }

    // Zeros after the first `count`.
    static vec load_some(const float* from, int count) {
        if (count >= LANES) return load(from);
        float some[LANES] = {};
        for (int i = 0; i < count; ++i) some[i] = from[i];
        return load(some);
    }

    // A panel's tiles from the diagonal on, the panel staying in the first-level cache.
    void add_products(int count) {
        for (int p = 0; p < panels; ++p) {
            for (int i = p * COLUMNS; i < links; i += ROWS) {
                bool half = i + ROWS <= p * COLUMNS + LANES || links <= p * COLUMNS + LANES;
                half ? add_tile<1>(i, p, count) : add_tile<2>(i, p, count);
            }
        }
    }

    // Of ROWS rows from i on with the first C registers of a panel's columns.
    template <int C>
    void add_tile(int i, int p, int count) {
        float* to = sums.data() + (p * int64_t(height) + i) * COLUMNS;
        vec tile[ROWS][C] = {};  // summed by itself: the fewer terms a sum has, the less is rounded away
        const float* left = derivatives.data() + i / COLUMNS * PANEL + i % COLUMNS;
        const float* right = derivatives.data() + p * PANEL;
        for (int s = 0; s < count; ++s, left += COLUMNS, right += COLUMNS) {
            vec columns[C];
#pragma GCC unroll 2
            for (int c = 0; c < C; ++c) columns[c] = load(right + c * LANES);
#pragma GCC unroll 8
            for (int r = 0; r < ROWS; ++r) {
                vec factor = splat(left[r]);
#pragma GCC unroll 2
                for (int c = 0; c < C; ++c) tile[r][c] += factor * columns[c];
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < ROWS; ++r) {
#pragma GCC unroll 2
            for (int c = 0; c < C; ++c) {
                float* sum = to + r * COLUMNS + c * LANES;
                store(sum, load(sum) + tile[r][c]);
            }
        }
    }

    void write() const {
        float* matrix = job.matrix + b * links * int64_t(links);
        for (int i = 0; i < links; ++i) {
            for (int j = 0; j <= i; ++j) {
                float value = sums[(j / COLUMNS * int64_t(height) + i) * COLUMNS + j % COLUMNS];
                matrix[i * int64_t(links) + j] = value;
                matrix[j * int64_t(links) + i] = value;
            }
        }
    }
};

void run_gram(const GramJob& job, int64_t b) { Gram(job, b).run(); }

}  // namespace
