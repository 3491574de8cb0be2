// Activations of hidden and output neurons, on registers.
//
// `value` takes the pre-activation times `scale`: the scale is folded into a network's weights once, which saves
// a product a neuron and sample. `chain(d, h)` is d times the derivative, told from the activation's value h.
#pragma once

#include "vector.h"

constexpr float LOG2_E = 1.44269504f;

// 2^t = 2^n (1 + f q): n whole, |f| <= 1/2; `exponent` holds n where a float keeps it. A NaN in t stays one in f.
struct Power {
    ivec exponent;
    vec f, q;
};

// t is clamped to [-126, 126], where 2^t is a normal number. q is the relative minimax fit of (2^f - 1) / f of
// degree 4: relative error 4.7e-7 of 2^f - 1 and 1.7e-7 of 2^f.
static inline Power power_of_two(vec t) {
    const vec to_whole = splat(12582912.0f);  // 1.5 * 2^23: a sum with it is rounded to a whole number
    t = larger(splat(-126.0f), smaller(splat(126.0f), t));
    vec shifted = t + to_whole;
    vec f = t - (shifted - to_whole);
    vec q = f * 0.0013333539245650172f + 0.009666245430707932f;
    q = q * f + 0.05550500378012657f;
    q = q * f + 0.24022351205348969f;
    q = q * f + 0.6931471228599548f;
    return {(ivec)shifted << 23, f, q};
}

struct Sigmoid {
    static constexpr float scale = -LOG2_E;
    static constexpr bool chooses = false;

    vec value(vec t) const {
        Power p = power_of_two(t);
        vec e = (vec)((ivec)(p.f * p.q + 1.0f) + p.exponent);
        return 1.0f / (e + 1.0f);
    }
    vec chain(vec d, vec h) const { return d * (h - h * h); }
};

struct Tanh {
    static constexpr float scale = -2 * LOG2_E;
    static constexpr bool chooses = false;

    // By e^(-2x) - 1 instead of e^(-2x), so that small values keep their relative accuracy.
    vec value(vec t) const {
        Power p = power_of_two(t);
        vec whole = (vec)(p.exponent + (ivec)splat(1.0f));
        vec e = whole * (p.f * p.q) + (whole - 1.0f);
        return -e / (e + 2.0f);
    }
    vec chain(vec d, vec h) const { return d - d * h * h; }
};

struct LeakyRelu {
    static constexpr float scale = 1;
    static constexpr bool chooses = false;
    float slope;

    vec value(vec t) const { return t > 0.0f ? t : t * slope; }
    vec chain(vec d, vec h) const { return h > 0.0f ? d : d * slope; }
};

struct Linear {
    static constexpr float scale = 1;
    static constexpr bool chooses = false;

    vec value(vec t) const { return t; }
    vec chain(vec d, vec) const { return d; }
};
