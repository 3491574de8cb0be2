// Activations of hidden and output neurons, on registers.
//
// `apply` turns K pre-activations, times `scale`, into values: the scale is folded into a network's weights once, which saves
// a product a neuron and sample. `chain(d, h)` is d times the derivative, told from the activation's value h.
#pragma once

#include "vector.h"

namespace {

constexpr float LOG2_E = 1.44269504f;

// For each of K registers: 2^t = 2^n (1 + f q), n whole, |f| <= 1/2; `exponent` holds n where a float keeps it.
// A NaN in t stays one in f. Step by step for all K, because the steps of one wait for each other.
template <int K>
struct Power {
    ivec exponent[K];
    vec f[K], q[K];

    // t must be in [-126, 126], where 2^t is a normal number; `clamped` makes it so. q is the relative minimax fit
    // of (2^f - 1) / f of degree 4: relative error 4.7e-7 of 2^f - 1 and 1.7e-7 of 2^f.
    template <bool clamped>
    INLINE static Power of(const vec* t) {
        const vec to_whole = splat(12582912.0f);  // 1.5 * 2^23: a sum with it is rounded to a whole number
        Power p;
        vec bounded[K], shifted[K];
        EACH(K) bounded[i] = clamped ? larger(splat(-126.0f), smaller(splat(126.0f), t[i])) : t[i];
        EACH(K) shifted[i] = bounded[i] + to_whole;
        EACH(K) p.exponent[i] = (ivec)shifted[i] << 23;
        EACH(K) p.f[i] = bounded[i] - (shifted[i] - to_whole);
        EACH(K) p.q[i] = p.f[i] * 0.0013333539245650172f + 0.009666245430707932f;
        EACH(K) p.q[i] = p.q[i] * p.f[i] + 0.05550500378012657f;
        EACH(K) p.q[i] = p.q[i] * p.f[i] + 0.24022351205348969f;
        EACH(K) p.q[i] = p.q[i] * p.f[i] + 0.6931471228599548f;
        return p;
    }
};

template <bool clamped>
struct AnySigmoid {
    static constexpr float scale = -LOG2_E;
    static constexpr bool chooses = false;
    static constexpr float LIMIT = 125;  // of |t|, where it is not clamped

    template <int K>
    INLINE void apply(vec (&t)[K]) const {
        Power<K> p = Power<K>::template of<clamped>(t);
        EACH(K) t[i] = (vec)((ivec)(p.f[i] * p.q[i] + 1.0f) + p.exponent[i]) + 1.0f;
        // Of the two only the division saturates at exactly 1, where the derivative then is exactly 0.
        EACH(K) t[i] = clamped ? 1.0f / t[i] : reciprocal(t[i]);
    }
    INLINE vec chain(vec d, vec h) const { return d * (h - h * h); }
};

using Sigmoid = AnySigmoid<true>;
// Where no pre-activation can leave the range of `Power`.
using BoundedSigmoid = AnySigmoid<false>;

struct Tanh {
    static constexpr float scale = -2 * LOG2_E;
    static constexpr bool chooses = false;

    // By e^(-2x) - 1 instead of e^(-2x), so that small values keep their relative accuracy.
    template <int K>
    INLINE void apply(vec (&t)[K]) const {
        Power<K> p = Power<K>::template of<true>(t);
        EACH(K) {
            vec whole = (vec)(p.exponent[i] + (ivec)splat(1.0f));
            vec e = whole * (p.f[i] * p.q[i]) + (whole - 1.0f);
            t[i] = -e / (e + 2.0f);
        }
    }
    INLINE vec chain(vec d, vec h) const { return d - d * h * h; }
};

struct LeakyRelu {
    static constexpr float scale = 1;
    static constexpr bool chooses = false;
    float slope;

    template <int K>
    INLINE void apply(vec (&t)[K]) const {
        EACH(K) t[i] = t[i] > 0.0f ? t[i] : t[i] * slope;
    }
    INLINE vec chain(vec d, vec h) const { return h > 0.0f ? d : d * slope; }
};

struct Linear {
    static constexpr float scale = 1;
    static constexpr bool chooses = false;

    template <int K>
    INLINE void apply(vec (&)[K]) const {}
    INLINE vec chain(vec d, vec) const { return d; }
};

// On K registers, 8 at a time at most: more do not keep the steps between in registers.
template <class Activation, int K>
INLINE void apply_in_turns(const Activation& activation, vec (&t)[K]) {
    if constexpr (K <= 8) {
        activation.apply(t);
    } else {
        constexpr int TURNS = (K + 7) / 8, M = K / TURNS, LAST = K - M * (TURNS - 1);
#pragma GCC unroll 8
        for (int turn = 0; turn + 1 < TURNS; ++turn) {
            vec some[M];
            EACH(M) some[i] = t[turn * M + i];
            activation.apply(some);
            EACH(M) t[turn * M + i] = some[i];
        }
        vec some[LAST];
        EACH(LAST) some[i] = t[K - LAST + i];
        activation.apply(some);
        EACH(LAST) t[K - LAST + i] = some[i];
    }
}

// One register only.
template <class Activation>
INLINE vec applied(const Activation& activation, vec t) {
    vec one[1] = {t};
    activation.apply(one);
    return one[0];
}

}  // namespace
