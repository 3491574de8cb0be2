// The first layer of a network of many inputs whose neurons lack most links, a neuron after the other.
#pragma once

#include "abi.h"
#include "tile.h"

namespace {

// Where there are fewer inputs, tiles of whole rows are as fast.
constexpr int LEAST_SPARSE_INPUTS = 17;

struct Links {
    int count;                   // of all neurons
    int ends[MAX_WIDTH + 1];     // those of neuron i are numbered ends[i] .. ends[i + 1] - 1
    int inputs[MAX_INPUTS * MAX_WIDTH];
    float weights[MAX_INPUTS * MAX_WIDTH];

    void clear() { count = ends[0] = 0; }
    void add(int input, float weight) {
        inputs[count] = input;
        weights[count++] = weight;
    }
    void end_neuron(int i) { ends[i + 1] = count; }
};

// As `product` of tile.h, by the links that there are; biases null or one a neuron.
template <class Use>
inline void sparse_product(const Links& links, int neurons, const float* biases, const float* in, int pairs, const Use& use) {
    constexpr int P = 4;  // pairs of registers at a time: enough that sums do not wait for each other
    auto step = [&](int neuron, int at, auto count) INLINED {
        Tile<1, decltype(count)::value> tile;
        vec bias = splat(biases ? biases[neuron] : 0);
        EACH(tile.COUNT) tile.sums[i] = bias;
        for (int link = links.ends[neuron]; link < links.ends[neuron + 1]; ++link) {
            const float* from = in + links.inputs[link] * BLOCK + at;
            vec weight = splat(links.weights[link]);
            EACH(tile.COUNT) tile.sums[i] += weight * load(from + i * LANES);
        }
        use(neuron, at, tile);
    };
    for (int neuron = 0; neuron < neurons; ++neuron) {
        int at = 0;
        for (; at + P * PAIR <= pairs * PAIR; at += P * PAIR) step(neuron, at, std::integral_constant<int, P>{});
        for (; at < pairs * PAIR; at += PAIR) step(neuron, at, std::integral_constant<int, 1>{});
    }
}

}  // namespace
