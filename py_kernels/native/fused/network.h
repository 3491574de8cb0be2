// One network, made ready for passes over blocks of samples.
#pragma once

#include <cmath>

#include "abi.h"
#include "largest.h"
#include "sparse.h"
#include "vector.h"

namespace {

inline int fan_in(const Shape& s, int k) { return k == 1 ? s.inputs : s.width; }
inline int fan_out(const Shape& s, int k) { return k == s.depth + 1 ? s.outputs : s.width; }

// Whether no hidden neuron's pre-activation can exceed `limit` in absolute value, where values of neurons are in
// [0, 1] and those of inputs at most `largest_x`. False where a weight is NaN.
inline bool stays_within(const Shape& s, const float* parameters, float largest_x, float limit) {
    bool within = true;
    for (int k = 1; k <= s.depth && within; ++k) {
        const float* w = parameters + s.weight_starts[k - 1];
        const float* biases = s.bias ? parameters + s.bias_starts[k - 1] : nullptr;
        int columns = fan_in(s, k);
        float reach = k == 1 ? largest_x : 1;
        // Most layers pass by their largest weight alone; neuron by neuron it takes as long as a block of samples.
        float most = largest(w, s.width * columns) * columns * reach + (biases ? largest(biases, s.width) : 0);
        if (most <= 0.999f * limit) continue;
        for (int i = 0; i < s.width; ++i, w += columns) {
            float sum = 0;
            for (int j = 0; j < columns; ++j) sum += std::fabs(w[j]);
            within &= sum * reach + (biases ? std::fabs(biases[i]) : 0) <= limit;
        }
    }
    return within;
}

template <int R, int C>
INLINE void pack_columns(const float* from, int rows, int columns, float scale, float* to) {
    for (int j = 0; j < (C ? C : columns); ++j) {
        for (int i = 0; i < (R ? R : rows); ++i) *to++ = scale * from[i * (C ? C : columns) + j];
    }
}

// `from` [rows, columns] column by column. Sizes that the compiler knows take a quarter of the time: those of the paper.
inline void pack_whole(const float* from, int rows, int columns, float scale, float* to) {
    if (rows == 7 && columns == 7) return pack_columns<7, 7>(from, rows, columns, scale, to);
    if (rows == 7 && columns == 3) return pack_columns<7, 3>(from, rows, columns, scale, to);
    pack_columns<0, 0>(from, rows, columns, scale, to);
}

// Weights column by column, the bias as one more column (its input is a row of ones), scaled for the activation.
// Layers are 1 .. depth + 1; sizes[0] = inputs.
struct Network {
    int depth;
    bool bias;
    int sizes[MAX_DEPTH + 2];
    int neurons[MAX_DEPTH + 2][MAX_INPUTS];  // the slots kept in each layer
    const float* weights[MAX_DEPTH + 2];
    float packed[(MAX_INPUTS + 1 + MAX_DEPTH * (MAX_WIDTH + 1)) * MAX_WIDTH];

    Links first;        // links of the inputs, where `is_sparse`: at most half of them are there
    bool is_sparse;
    const float* first_biases;

    int columns(int k) const { return sizes[k - 1] + bias; }

    // Keeps every neuron, or those below layer `alive_below` of which something leaves: the others change nothing above,
    // but their values are part of the gradient by the weights that leave them.
    void choose_neurons(const Shape& s, const float* parameters, int alive_below) {
        for (int k = depth + 1; k >= 0; --k) {
            int slots = k == 0 ? s.inputs : fan_out(s, k);
            bool all = k == 0 || k >= alive_below;
            sizes[k] = 0;
            for (int slot = 0; slot < slots; ++slot) {
                if (all || leaves(s, parameters, k, slot)) neurons[k][sizes[k]++] = slot;
            }
        }
    }

    bool leaves(const Shape& s, const float* parameters, int k, int slot) const {
        const float* w = parameters + s.weight_starts[k] + slot;
        for (int i = 0; i < sizes[k + 1]; ++i) {
            if (w[neurons[k + 1][i] * s.width] != 0) return true;
        }
        return false;
    }

    void pack(const Shape& s, const float* parameters, float hidden_scale, float output_scale) {
        float* to = packed;
        for (int k = 1; k <= depth + 1; ++k) {
            float scale = k == depth + 1 ? output_scale : hidden_scale;
            const float* from = parameters + s.weight_starts[k - 1];
            weights[k] = to;
            int rows = sizes[k], columns = fan_in(s, k);
            if (rows == fan_out(s, k) && sizes[k - 1] == columns) {
                pack_whole(from, rows, columns, scale, to);
                to += rows * columns;
            } else {
                for (int j = 0; j < sizes[k - 1]; ++j) {
                    for (int i = 0; i < rows; ++i) *to++ = scale * from[neurons[k][i] * columns + neurons[k - 1][j]];
                }
            }
            for (int i = 0; bias && i < sizes[k]; ++i) {
                *to++ = scale * parameters[s.bias_starts[k - 1] + neurons[k][i]];
            }
        }
    }

    // Reads the packed first layer.
    void find_links() {
        int rows = sizes[1], inputs = sizes[0], there = 0;
        for (int i = 0; i < rows * inputs; ++i) there += weights[1][i] != 0;
        is_sparse = inputs >= LEAST_SPARSE_INPUTS && 2 * there <= rows * inputs;
        first_biases = bias ? weights[1] + rows * inputs : nullptr;
        if (!is_sparse) return;
        first.clear();
        for (int i = 0; i < rows; ++i) {
            for (int j = 0; j < inputs; ++j) {
                if (weights[1][j * rows + i] != 0) first.add(j, weights[1][j * rows + i]);
            }
            first.end_neuron(i);
        }
    }

    void prepare(const Shape& s, const float* parameters, int alive_below, float hidden_scale, float output_scale) {
        depth = s.depth;
        bias = s.bias != 0;
        choose_neurons(s, parameters, alive_below);
        pack(s, parameters, hidden_scale, output_scale);
        find_links();
    }
};

}  // namespace
