// One network on a run of samples: outputs, or squared error and its gradient, in one pass over blocks.
//
// Compiled once for each instruction set, with INSTRUCTION_SET naming the set and the exported table.

#include "pass.h"

#include "cholesky.h"
#include "forward.h"
#include "gram.h"
#include "rates.h"
#include "regress.h"
#include "slopes.h"

namespace {

// Parameters of the largest network.
constexpr int MAX_SUMS = (MAX_INPUTS + 1 + (MAX_DEPTH - 1) * (MAX_WIDTH + 1)) * MAX_WIDTH + (MAX_WIDTH + 1) * MAX_OUTPUTS;

struct Scratch {
    Values values;
    alignas(64) float target[BLOCK];
    alignas(64) float delta[2][MAX_WIDTH * BLOCK];  // derivatives by pre-activations
    vec sums[MAX_SUMS + LANES];
    float totals[MAX_SUMS + LANES];  // over lanes
    vec choice_sums[MAX_DEPTH * MAX_WIDTH * MAX_ACTIVATIONS];
};

// The samples [first, first + count) of a job, padded to `pairs` pairs of registers.
struct Block {
    int64_t first;
    int count, pairs;

    int missing() const { return pairs * PAIR - count; }
};

template <class Hidden>
class Pass {
  public:
    Pass(const Job& job, int64_t b, Hidden hidden, const Part& part, Scratch& scratch)
        : job(job), shape(*job.shape), b(b), part(part), s(scratch), net(scratch.values.network),
          target(job.target + (job.target_of ? job.target_of[b] : b) * job.target_stride),
          wants_gradient(part.gradient != nullptr),
          forward(shape, job.parameters + b * shape.parameters,
                  mixed() ? job.choices + b * choice_count() : nullptr, hidden, scratch.values) {}

    void run(int64_t first, int64_t last) {
        fetch_target(first, last);
        bool all = wants_gradient || mixed();
        forward.prepare(all ? 0 : job.purpose == MOMENTS ? shape.depth : shape.depth + 1);
        clear_sums();
        for (int64_t at = first; at < last; at += job.step) {
            int count = int(last - at < job.step ? last - at : job.step);
            Block block{at, count, (count + PAIR - 1) / PAIR};
            fetch_target(at + job.step, last);
            const float* x = job.x + at / job.step * (shape.inputs + net.bias) * BLOCK;
            if (job.purpose == MOMENTS) {
                forward.run_hidden_layers(x, block.pairs);
                add_moments(block);
                continue;
            }
            forward.run(x, block.pairs);
            if (job.purpose == PREDICT) {
                write_output(block);
            } else {
                start_back(block);
                if (wants_gradient) backward(block);
            }
        }
        finish();
    }

  private:
    const Job& job;
    const Shape& shape;
    int64_t b;
    const Part& part;
    Scratch& s;
    Network& net;
    const float* target;
    bool wants_gradient;
    Forward<Hidden> forward;
    double value = 0;

    static constexpr bool mixed() { return Hidden::chooses; }

    void clear_sums() {
        for (int i = 0; part.moments && i < moment_count() + LANES; ++i) s.sums[i] = vec{};
        if (!wants_gradient) return;
        for (int i = 0; i < shape.parameters + LANES; ++i) s.sums[i] = vec{};
        for (int i = 0; mixed() && i < choice_count(); ++i) s.choice_sums[i] = vec{};
    }

    int seen() const { return shape.width + net.bias; }
    int moment_count() const { return part.moments ? seen() * (seen() + job.target_rows) : 0; }
    int choice_count() const { return shape.depth * shape.width * shape.activation_count; }

    void write_output(const Block& block) {
        float* to = job.output + b * shape.outputs * job.samples + block.first;
        for (int o = 0; o < shape.outputs; ++o) {
            memcpy(to + o * job.samples, s.values.output + o * BLOCK, block.count * sizeof(float));
        }
    }

    // Where the block has no sample, values and ones become 0: they add nothing.
    void add_moments(const Block& block) {
        float* values = s.values.h[shape.depth];
        int rows = seen(), stride = rows + job.target_rows;
        for (int row = 0; block.missing() && row < rows; ++row) {
            memset(values + row * BLOCK + block.count, 0, block.missing() * sizeof(float));
        }
        outer(values, rows, values, rows, block.pairs, s.sums, stride);
        for (int row = 0; row < job.target_rows; ++row) {
            outer(values, rows, read_target(block, row), 1, block.pairs, s.sums + rows + row, stride);
        }
    }

    // The squared error, and the derivative by the output's pre-activation.
    void start_back(const Block& block) {
        bool is_error = job.purpose == SQUARED_ERROR;
        vec squares{};
        for (int o = 0; o < shape.outputs; ++o) {
            const float* output = s.values.output + o * BLOCK;
            const float* target = read_target(block, o);
            for (int at = 0; at < block.pairs * PAIR; at += LANES) {
                vec h = load(output + at), d = load(target + at);
                if (is_error) d = h - d;
                squares += d * d;
                if (is_error) d += d;
                store(s.delta[0] + o * BLOCK + at, forward.sigmoid_output() ? Sigmoid{}.chain(d, h) : d);
            }
        }
        value += sum_lanes(squares);
    }

    // Asks for the block of the target that begins at `first`: it comes from the far caches while others are computed.
    void fetch_target(int64_t first, int64_t last) const {
        for (int row = 0; row < job.target_rows; ++row) {
            for (int64_t at = first; at < first + job.step && at < last; at += 64 / sizeof(float)) {
                __builtin_prefetch(target + row * job.samples + at);
            }
        }
    }

    // One row of the target; where the block has no sample, what gives no error.
    const float* read_target(const Block& block, int o) {
        const float* from = target + o * job.samples + block.first;
        if (!block.missing()) return from;
        memcpy(s.target, from, block.count * sizeof(float));
        for (int i = block.count; i < block.count + block.missing(); ++i) {
            s.target[i] = job.purpose == SQUARED_ERROR ? s.values.output[o * BLOCK + i] : 0;
        }
        return s.target;
    }

    void backward(const Block& block) {
        float* delta = s.delta[0];
        float* before = s.delta[1];
        for (int k = net.depth + 1; k >= 1; --k) {
            int rows = net.sizes[k], columns = net.sizes[k - 1];
            const float* below = forward.h[k - 1];
            // Of a row of ones too: by the biases.
            outer(delta, rows, below, columns + net.bias, block.pairs, s.sums + sums_start(k), columns + net.bias);
            if (k == 1) break;
            vec* sums = s.choice_sums + (k - 2) * shape.width * shape.activation_count;
            forward.pull_back(k, 0, rows, delta, block.pairs, before, sums);
            std::swap(delta, before);
        }
    }

    void finish() {
        if (part.value) *part.value = float(value);
        if (part.moments) {
            sum_lanes_of_each(s.sums, moment_count(), s.totals);
            memcpy(part.moments, s.totals, moment_count() * sizeof(float));
        }
        if (!wants_gradient) return;
        sum_lanes_of_each(s.sums, shape.parameters, s.totals);
        if (net.bias) {
            for (int k = 1; k <= net.depth + 1; ++k) write_gradient(k);
        } else {
            memcpy(part.gradient, s.totals, shape.parameters * sizeof(float));  // they lie as the parameters do
        }
        for (int i = 0; mixed() && i < choice_count(); ++i) part.choice_gradient[i] = sum_lanes(s.choice_sums[i]);
    }

    // Where those of layer k begin among the sums: row after row, the bias after the weights.
    int sums_start(int k) const {
        int start = 0;
        for (int below = 1; below < k; ++below) start += net.sizes[below] * net.columns(below);
        return start;
    }

    void write_gradient(int k) {
        int columns = net.sizes[k - 1];
        const float* from = s.totals + sums_start(k);
        for (int i = 0; i < net.sizes[k]; ++i, from += net.columns(k)) {
            float* to = part.gradient + shape.weight_starts[k - 1] + i * columns;
            for (int j = 0; j < columns; ++j) to[j] = from[j];
            part.gradient[shape.bias_starts[k - 1] + i] = from[columns];
        }
    }
};

template <class Hidden>
void run_hidden(const Job& job, int64_t b, int64_t first, int64_t last, const Part& part, Hidden hidden) {
    Scratch scratch;
    Pass<Hidden>(job, b, hidden, part, scratch).run(first, last);
}

// Without a clamp where the weights make it needless, as those of most networks do.
void run_sigmoid(const Job& job, int64_t b, int64_t first, int64_t last, const Part& part) {
    const Shape& shape = *job.shape;
    const float* parameters = job.parameters + b * shape.parameters;
    float limit = BoundedSigmoid::LIMIT / -Sigmoid::scale;
    if (stays_within(shape, parameters, job.largest_x, limit)) {
        return run_hidden(job, b, first, last, part, BoundedSigmoid{});
    }
    run_hidden(job, b, first, last, part, Sigmoid{});
}

void run(const Job& job, int64_t b, int64_t first, int64_t last, const Part& part) {
    const Shape& shape = *job.shape;
    if (shape.activation_count == 1 && shape.activations[0] == SIGMOID) return run_sigmoid(job, b, first, last, part);
    with_hidden(shape, [&](auto hidden) { run_hidden(job, b, first, last, part, hidden); });
}

}  // namespace

extern const Kernel INSTRUCTION_SET = {BLOCK, run, run_slopes, run_gram, run_solve, run_inverse, run_regress,
                                       measure_products, measure_sigmoids};
