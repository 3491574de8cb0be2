// One network forward, a block of samples at a time, and the derivatives by one layer from those by the next.
#pragma once

#include "abi.h"
#include "activation.h"
#include "mixed.h"
#include "network.h"
#include "sparse.h"
#include "tile.h"

namespace {

struct Values {
    Network network;
    alignas(64) float h[MAX_DEPTH + 1][(MAX_WIDTH + 1) * BLOCK];  // of hidden layers, then ones, where there are biases
    alignas(64) float before[MAX_DEPTH + 1][MAX_WIDTH * BLOCK];   // pre-activations, where neurons choose
    alignas(64) float output[MAX_OUTPUTS * BLOCK];
};

// `Hidden` is the activation of hidden neurons; `Mixed` lets each choose among several.
template <class Hidden>
class Forward {
  public:
    // choices: of this network, null where neurons have none.
    Forward(const Shape& shape, const float* parameters, const float* choices, Hidden hidden, Values& values)
        : shape(shape), parameters(parameters), choices(choices), hidden(hidden), v(values), net(values.network) {}

    static constexpr bool mixed() { return Hidden::chooses; }

    const Shape& shape;
    const float* parameters;
    const float* choices;
    Hidden hidden;
    Values& v;
    Network& net;
    const float* h[MAX_DEPTH + 1];  // values of each layer, h[0] the inputs; then ones, where there are biases

    // Neurons below layer `alive_below` that nothing leaves are left out.
    void prepare(int alive_below) {
        net.prepare(shape, parameters, alive_below, Hidden::scale, sigmoid_output() ? Sigmoid::scale : 1);
        if (!net.bias) return;
        for (int k = 1; k <= net.depth; ++k) fill_ones(v.h[k] + net.sizes[k] * BLOCK);
    }

    bool sigmoid_output() const { return shape.output_activation == SIGMOID; }

    // x: the block's inputs, row after row; then ones, where there are biases.
    void run(const float* x, int pairs) {
        run_hidden_layers(x, pairs);
        int k = net.depth + 1;
        product(net.weights[k], net.sizes[k], net.sizes[k], net.columns(k), h[k - 1], pairs,
                [&](int row, int at, auto& tile) INLINED { tile.store_to(v.output + row * BLOCK + at); });
        if (!sigmoid_output()) return;
        for (int row = 0; row < shape.outputs; ++row) {
            for (int at = row * BLOCK; at < row * BLOCK + pairs * PAIR; at += LANES) {
                store(v.output + at, applied(Sigmoid{}, load(v.output + at)));
            }
        }
    }

    void run_hidden_layers(const float* x, int pairs) {
        h[0] = x;
        for (int k = 1; k <= net.depth; ++k) {
            h[k] = v.h[k];
            float* to = mixed() ? v.before[k] : v.h[k];
            auto keep = [&](int row, int at, auto& tile) INLINED {
                apply_in_turns(hidden, tile.sums);
                tile.store_to(to + row * BLOCK + at);
            };
            if (k == 1 && net.is_sparse) {
                sparse_product(net.first, net.sizes[1], net.first_biases, x, pairs, keep);
            } else {
                product(net.weights[k], net.sizes[k], net.sizes[k], net.columns(k), h[k - 1], pairs, keep);
            }
            if constexpr (mixed()) hidden.mix(v.before[k], layer_choices(k), net.sizes[k], pairs, v.h[k]);
        }
    }

    // From derivatives by pre-activations, `rows` of layer k that begin at neuron `first`, those of layer k - 1. No
    // neuron may be left out. The derivatives by choices are added to `sums`, where neurons have them.
    void pull_back(int k, int first, int rows, const float* delta, int pairs, float* to, vec* sums) const {
        int columns = net.sizes[k - 1];
        const float* weights = parameters + shape.weight_starts[k - 1] + first * columns;
        const float* below = h[k - 1];
        product(weights, columns, columns, rows, delta, pairs, [&](int row, int at, auto& tile) INLINED {
            const float* from = below + row * BLOCK + at;
            EACH(tile.COUNT) tile.sums[i] = hidden.chain(tile.sums[i], load(from + tile.place(i)));
            tile.store_to(to + row * BLOCK + at);
        });
        if constexpr (mixed()) hidden.chain_mix(v.before[k - 1], layer_choices(k - 1), columns, pairs, to, sums);
    }

  private:
    const float* layer_choices(int k) const { return choices + (k - 1) * shape.width * shape.activation_count; }

    static void fill_ones(float* row) {
        for (int i = 0; i < BLOCK; ++i) row[i] = 1;
    }
};

// Calls `use` with the activation of hidden neurons.
template <class Use>
void with_hidden(const Shape& shape, const Use& use) {
    if (shape.activation_count > 1) return use(Mixed{shape});
    switch (shape.activations[0]) {
        case SIGMOID: return use(Sigmoid{});
        case TANH: return use(Tanh{});
        case LEAKY_RELU: return use(LeakyRelu{shape.leaky_slope});
        default: return use(Linear{});
    }
}

}  // namespace
