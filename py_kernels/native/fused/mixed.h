// Hidden neurons that each apply several activations, in the shares that the network's choices give.
#pragma once

#include "abi.h"
#include "activation.h"
#include "tile.h"

namespace {

// As a `Hidden` of the pass it leaves the pre-activation alone; `mix` and `chain_mix` then do the whole layer.
struct Mixed {
    static constexpr float scale = 1;
    static constexpr bool chooses = true;
    const Shape& shape;

    template <int K>
    void apply(vec (&)[K]) const {}
    vec chain(vec d, vec) const { return d; }

    // Calls `use` with the named activation.
    template <class Use>
    void with(int32_t name, const Use& use) const {
        switch (name) {
            case SIGMOID: return use(Sigmoid{});
            case TANH: return use(Tanh{});
            case LEAKY_RELU: return use(LeakyRelu{shape.leaky_slope});
            default: return use(Linear{});
        }
    }

    // h[i] = sum over a of choices[i, a] activation_a(z[i]).
    void mix(const float* z, const float* choices, int rows, int pairs, float* h) const {
        for (int row = 0; row < rows; ++row, z += BLOCK, h += BLOCK, choices += shape.activation_count) {
            for (int at = 0; at < pairs * PAIR; at += LANES) store(h + at, vec{});
            for (int a = 0; a < shape.activation_count; ++a) {
                float share = choices[a];
                with(shape.activations[a], [&](auto activation) {
                    for (int at = 0; at < pairs * PAIR; at += LANES) {
                        vec value = applied(activation, load(z + at) * activation.scale);
                        store(h + at, load(h + at) + value * share);
                    }
                });
            }
        }
    }

    // Turns d, the derivative by h, into the derivative by z, and adds the derivatives by the choices to `sums`.
    void chain_mix(const float* z, const float* choices, int rows, int pairs, float* d, vec* sums) const {
        int count = shape.activation_count;
        for (int row = 0; row < rows; ++row, z += BLOCK, d += BLOCK, choices += count, sums += count) {
            alignas(64) float slope[BLOCK] = {};
            for (int a = 0; a < count; ++a) {
                float share = choices[a];
                vec sum{};
                with(shape.activations[a], [&](auto activation) {
                    for (int at = 0; at < pairs * PAIR; at += LANES) {
                        vec value = applied(activation, load(z + at) * activation.scale);
                        sum += load(d + at) * value;
                        store(slope + at, load(slope + at) + activation.chain(splat(share), value));
                    }
                });
                sums[a] += sum;
            }
            for (int at = 0; at < pairs * PAIR; at += LANES) store(d + at, load(d + at) * load(slope + at));
        }
    }
};

}  // namespace
