// One network on a run of samples: outputs, or squared error and its gradient, in one pass over blocks.
//
// Compiled once for each instruction set, with INSTRUCTION_SET naming the set and the exported table.

#include "pass.h"

#include "activation.h"
#include "mixed.h"
#include "network.h"
#include "normal.h"
#include "rates.h"
#include "tile.h"

namespace {

struct Scratch {
    Network network;
    alignas(64) float h[MAX_DEPTH + 1][(MAX_WIDTH + 1) * BLOCK];  // values of hidden layers
    alignas(64) float before[MAX_DEPTH + 1][MAX_WIDTH * BLOCK];   // pre-activations, where neurons choose
    alignas(64) float output[(MAX_OUTPUTS + 1) * BLOCK];  // then ones, where there are biases
    alignas(64) float target[BLOCK];
    alignas(64) float delta[2][MAX_WIDTH * BLOCK];  // derivatives by pre-activations
    vec sums[MAX_DEPTH * (MAX_WIDTH + 1) * MAX_WIDTH + (MAX_WIDTH + 1) * MAX_OUTPUTS];
    vec choice_sums[MAX_DEPTH * MAX_WIDTH * MAX_ACTIVATIONS];
};

// The samples [first, first + count) of a job, padded to `pairs` pairs of registers.
struct Block {
    int64_t first;
    int count, pairs;
};

// `Hidden` is the activation of hidden neurons; `Mixed` lets each choose among several.
template <class Hidden>
class Pass {
  public:
    Pass(const Job& job, int64_t b, Hidden hidden, const Part& part, Scratch& scratch)
        : job(job), shape(*job.shape), b(b), part(part), hidden(hidden), s(scratch), net(scratch.network),
          parameters(job.parameters + b * shape.parameters) {
        if (mixed()) choices = job.choices + b * shape.depth * shape.width * shape.activation_count;
        wants_gradient = part.gradient != nullptr;
        sigmoid_output = shape.output_activation == SIGMOID;
    }

    void run(int64_t first, int64_t last) {
        bool only_alive = !wants_gradient && !mixed();
        net.prepare(shape, parameters, only_alive, Hidden::scale, sigmoid_output ? Sigmoid::scale : 1);
        write_ones();
        clear_sums();
        for (int64_t at = first; at < last; at += BLOCK) {
            int count = int(last - at < BLOCK ? last - at : BLOCK);
            Block block{at, count, (count + PAIR - 1) / PAIR};
            forward(block);
            if (job.purpose == PREDICT) {
                write_output(block);
            } else if (job.purpose == MOMENTS) {
                add_moments(block);
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
    Hidden hidden;
    Scratch& s;
    Network& net;
    const float* parameters;
    const float* choices = nullptr;
    const float* h[MAX_DEPTH + 1];  // values of each layer, h[0] the inputs; then ones, where there are biases
    bool wants_gradient, sigmoid_output;
    double value = 0;

    static constexpr bool mixed() { return Hidden::chooses; }

    void write_ones() {
        if (!net.bias) return;
        for (int k = 1; k <= net.depth; ++k) fill_ones(s.h[k] + net.sizes[k] * BLOCK);
        fill_ones(s.output + shape.outputs * BLOCK);
    }

    static void fill_ones(float* row) {
        for (int i = 0; i < BLOCK; ++i) row[i] = 1;
    }

    void clear_sums() {
        for (int i = 0; i < moment_count(); ++i) s.sums[i] = vec{};
        if (!wants_gradient) return;
        for (int i = 0; i < shape.parameters; ++i) s.sums[i] = vec{};
        for (int i = 0; mixed() && i < choice_count(); ++i) s.choice_sums[i] = vec{};
    }

    int seen() const { return shape.outputs + net.bias; }
    int moment_count() const { return part.moments ? seen() * (seen() + job.target_rows) : 0; }
    int choice_count() const { return shape.depth * shape.width * shape.activation_count; }

    void forward(const Block& block) {
        h[0] = job.x + block.first * (shape.inputs + net.bias);
        for (int k = 1; k <= net.depth; ++k) {
            h[k] = s.h[k];
            float* to = mixed() ? s.before[k] : s.h[k];
            product(net.weights[k], net.sizes[k], net.sizes[k], net.columns(k), h[k - 1], block.pairs,
                    [&](int row, int at, auto& tile) INLINED {
                        hidden.apply(tile.sums);
                        tile.store_to(to + row * BLOCK + at);
                    });
            if constexpr (mixed()) hidden.mix(s.before[k], layer_choices(k), net.sizes[k], block.pairs, s.h[k]);
        }
        int k = net.depth + 1;
        product(net.weights[k], net.sizes[k], net.sizes[k], net.columns(k), h[k - 1], block.pairs,
                [&](int row, int at, auto& tile) INLINED { tile.store_to(s.output + row * BLOCK + at); });
        if (sigmoid_output) {
            each_output(block, [&](int at) { store(s.output + at, applied(Sigmoid{}, load(s.output + at))); });
        }
    }

    template <class Use>
    void each_output(const Block& block, const Use& use) {
        for (int o = 0; o < shape.outputs; ++o) {
            for (int at = 0; at < block.pairs * PAIR; at += LANES) use(o * BLOCK + at);
        }
    }

    const float* layer_choices(int k) const { return choices + (k - 1) * shape.width * shape.activation_count; }

    void write_output(const Block& block) {
        float* to = job.output + b * shape.outputs * job.samples + block.first;
        for (int o = 0; o < shape.outputs; ++o) {
            memcpy(to + o * job.samples, s.output + o * BLOCK, block.count * sizeof(float));
        }
    }

    // Where the block has no sample, outputs and ones become 0: they add nothing.
    void add_moments(const Block& block) {
        int rows = seen(), stride = rows + job.target_rows;
        for (int row = 0; block.count < BLOCK && row < rows; ++row) {
            memset(s.output + row * BLOCK + block.count, 0, (BLOCK - block.count) * sizeof(float));
        }
        outer(s.output, rows, s.output, rows, block.pairs, s.sums, stride);
        for (int row = 0; row < job.target_rows; ++row) {
            outer(s.output, rows, read_target(block, row), 1, block.pairs, s.sums + rows + row, stride);
        }
    }

    // The squared error, and the derivative by the output's pre-activation.
    void start_back(const Block& block) {
        bool is_error = job.purpose == SQUARED_ERROR;
        vec squares{};
        for (int o = 0; o < shape.outputs; ++o) {
            const float* output = s.output + o * BLOCK;
            const float* target = read_target(block, o);
            for (int at = 0; at < block.pairs * PAIR; at += LANES) {
                vec h = load(output + at), d = load(target + at);
                if (is_error) d = h - d;
                squares += d * d;
                if (is_error) d += d;
                store(s.delta[0] + o * BLOCK + at, sigmoid_output ? Sigmoid{}.chain(d, h) : d);
            }
        }
        value += sum_lanes(squares);
    }

    // One row of the target; where the block has no sample, what gives no error.
    const float* read_target(const Block& block, int o) {
        const float* from = job.target + b * job.target_stride + o * job.samples + block.first;
        if (block.count == BLOCK) return from;
        memcpy(s.target, from, block.count * sizeof(float));
        for (int i = block.count; i < BLOCK; ++i) {
            s.target[i] = job.purpose == SQUARED_ERROR ? s.output[o * BLOCK + i] : 0;
        }
        return s.target;
    }

    void backward(const Block& block) {
        float* delta = s.delta[0];
        float* before = s.delta[1];
        for (int k = net.depth + 1; k >= 1; --k) {
            int rows = net.sizes[k], columns = net.sizes[k - 1];
            outer(delta, rows, h[k - 1], columns, block.pairs, s.sums + shape.weight_starts[k - 1], columns);
            if (net.bias) {
                const float* ones = h[k - 1] + columns * BLOCK;
                outer(delta, rows, ones, 1, block.pairs, s.sums + shape.bias_starts[k - 1], 1);
            }
            if (k == 1) break;
            const float* below = h[k - 1];
            product(parameters + shape.weight_starts[k - 1], columns, columns, rows, delta, block.pairs,
                    [&](int row, int at, auto& tile) INLINED {
                        const float* from = below + row * BLOCK + at;
                        EACH(tile.COUNT) tile.sums[i] = hidden.chain(tile.sums[i], load(from + tile.place(i)));
                        tile.store_to(before + row * BLOCK + at);
                    });
            if constexpr (mixed()) {
                vec* sums = s.choice_sums + (k - 2) * shape.width * shape.activation_count;
                hidden.chain_mix(s.before[k - 1], layer_choices(k - 1), columns, block.pairs, before, sums);
            }
            float* free = delta;
            delta = before;
            before = free;
        }
    }

    void finish() {
        if (part.value) *part.value = float(value);
        for (int i = 0; i < moment_count(); ++i) part.moments[i] = sum_lanes(s.sums[i]);
        if (!wants_gradient) return;
        for (int i = 0; i < shape.parameters; ++i) part.gradient[i] = sum_lanes(s.sums[i]);
        for (int i = 0; mixed() && i < choice_count(); ++i) part.choice_gradient[i] = sum_lanes(s.choice_sums[i]);
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
    if (shape.activation_count > 1) return run_hidden(job, b, first, last, part, Mixed{shape});
    switch (shape.activations[0]) {
        case SIGMOID: return run_sigmoid(job, b, first, last, part);
        case TANH: return run_hidden(job, b, first, last, part, Tanh{});
        case LEAKY_RELU: return run_hidden(job, b, first, last, part, LeakyRelu{shape.leaky_slope});
        default: return run_hidden(job, b, first, last, part, Linear{});
    }
}

}  // namespace

extern const Kernel INSTRUCTION_SET = {run, run_gram, run_solve, run_inverse, measure_products,
                                       measure_sigmoids};
