// One network forward, then backward from each output: what normal equations are made of (py_kernels/polish/normal.py).
#pragma once

#include <cstring>

#include "forward.h"

namespace {

struct SlopesScratch {
    Values values;
    alignas(64) float x[(MAX_INPUTS + 1) * BLOCK];
    alignas(64) float delta[2][MAX_WIDTH * BLOCK];
    vec choice_sums[MAX_WIDTH * MAX_ACTIVATIONS];  // not asked for
};

template <class Hidden>
class Slopes {
  public:
    Slopes(const SlopesJob& job, int64_t b, Hidden hidden, SlopesScratch& scratch)
        : job(job), shape(*job.shape), b(b), s(scratch), hidden_rows(shape.depth * shape.width),
          emitted(job.emitted + b * (1 + shape.inputs + hidden_rows) * job.samples),
          forward(shape, job.parameters + b * shape.parameters,
                  job.choices ? job.choices + b * hidden_rows * shape.activation_count : nullptr, hidden, scratch.values) {}

    void run() {
        forward.prepare(0);
        for (int i = 0; i < BLOCK; ++i) s.x[shape.inputs * BLOCK + i] = 1;
        for (int64_t first = 0; first < job.samples; first += BLOCK) {
            int count = int(job.samples - first < BLOCK ? job.samples - first : BLOCK);
            int pairs = (count + PAIR - 1) / PAIR;
            read_inputs(first, count);
            forward.run(s.x, pairs);
            write_values(first, count);
            for (int o = 0; o < shape.outputs; ++o) backward(o, first, count, pairs);
        }
    }

  private:
    const SlopesJob& job;
    const Shape& shape;
    int64_t b;
    SlopesScratch& s;
    int hidden_rows;
    float* emitted;
    Forward<Hidden> forward;

    void read_inputs(int64_t first, int count) {
        const float* from = job.x + b * job.x_stride + first * shape.inputs;
        for (int i = 0; i < shape.inputs; ++i) {
            float* to = s.x + i * BLOCK;
            for (int at = 0; at < count; ++at) to[at] = from[at * shape.inputs + i];
            for (int at = count; at < BLOCK; ++at) to[at] = 0;
        }
    }

    void write_values(int64_t first, int count) {
        write(s.x + shape.inputs * BLOCK, 1, emitted + first, count);
        write(s.x, shape.inputs, emitted + job.samples + first, count);
        for (int k = 1; k <= shape.depth; ++k) {
            int row = 1 + shape.inputs + (k - 1) * shape.width;
            write(forward.h[k], shape.width, emitted + row * job.samples + first, count);
        }
        write(s.values.output, shape.outputs, job.answers + b * shape.outputs * job.samples + first, count);
    }

    void write(const float* block, int rows, float* to, int count) const {
        for (int row = 0; row < rows; ++row) memcpy(to + row * job.samples, block + row * BLOCK, count * sizeof(float));
    }

    void backward(int o, int64_t first, int count, int pairs) {
        int64_t rows = hidden_rows + shape.outputs + 1;
        float* to = job.slopes + ((o * job.networks + b) * rows) * job.samples + first;
        // Those of the other outputs are zero, and so is one row more.
        for (int64_t row = hidden_rows; row < rows; ++row) memset(to + row * job.samples, 0, count * sizeof(float));
        float *delta = s.delta[0], *before = s.delta[1];
        for (int at = 0; at < pairs * PAIR; at += LANES) {
            vec one = splat(1);
            store(delta + at, forward.sigmoid_output() ? Sigmoid{}.chain(one, load(s.values.output + o * BLOCK + at)) : one);
        }
        write(delta, 1, to + (hidden_rows + o) * job.samples, count);
        for (int k = shape.depth + 1; k > 1; --k) {
            bool last = k == shape.depth + 1;
            forward.pull_back(k, last ? o : 0, last ? 1 : shape.width, delta, pairs, before, s.choice_sums);
            write(before, shape.width, to + (k - 2) * shape.width * job.samples, count);
            std::swap(delta, before);
        }
    }
};

void run_slopes(const SlopesJob& job, int64_t b) {
    SlopesScratch scratch;
    with_hidden(*job.shape, [&](auto hidden) { Slopes<decltype(hidden)>(job, b, hidden, scratch).run(); });
}

}  // namespace
