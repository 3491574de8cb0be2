// Ridge regressions from moments: the output layers of many small networks.
#pragma once

#include <cmath>
#include <utility>

#include "abi.h"

namespace {

constexpr int MAX_FEATURES = MAX_WIDTH + 1;

// Gauss' elimination with pivots, in double precision: neurons that do nearly alike are common.
class Regress {
  public:
    Regress(const RegressJob& job, int64_t b)
        : n(int(job.features)), outputs(int(job.outputs)), job(job), sums(job.sums + b * n * (n + outputs)),
          scales(job.scales + b * n), found(job.found + b * outputs * n) {}

    void run() {
        read();
        for (int k = 0; k < n; ++k) eliminate(k);
        for (int o = 0; o < outputs; ++o) substitute(n + o, found + o * n);
    }

  private:
    int n, outputs;
    const RegressJob& job;
    const float *sums, *scales;
    float* found;
    double rows[MAX_FEATURES][MAX_FEATURES + MAX_MOMENT_ROWS];  // the matrix, then the right sides

    void read() {
        double diagonal = 0;
        for (int i = 0; i < n; ++i) {
            const float* from = sums + i * (n + outputs);
            for (int j = 0; j < n; ++j) rows[i][j] = double(from[j]) * scales[i] * scales[j];
            for (int o = 0; o < outputs; ++o) rows[i][n + o] = double(from[n + o]) * scales[i];
            diagonal += rows[i][i];
        }
        double ridge = job.relative * diagonal / n + job.least;
        for (int i = 0; i < n; ++i) rows[i][i] += ridge;
    }

    void eliminate(int k) {
        int pivot = k;
        for (int i = k + 1; i < n; ++i) {
            if (std::fabs(rows[i][k]) > std::fabs(rows[pivot][k])) pivot = i;
        }
        if (pivot != k) {
            for (int j = k; j < n + outputs; ++j) std::swap(rows[k][j], rows[pivot][j]);
        }
        double inverse = 1 / rows[k][k];
        for (int i = k + 1; i < n; ++i) {
            double factor = rows[i][k] * inverse;
            for (int j = k + 1; j < n + outputs; ++j) rows[i][j] -= factor * rows[k][j];
        }
    }

    void substitute(int column, float* to) {
        double solution[MAX_FEATURES];
        for (int i = n - 1; i >= 0; --i) {
            double left = rows[i][column];
            for (int j = i + 1; j < n; ++j) left -= rows[i][j] * solution[j];
            solution[i] = left / rows[i][i];
            to[i] = float(solution[i]);
        }
    }
};

void run_regress(const RegressJob& job, int64_t b) { Regress(job, b).run(); }

}  // namespace
