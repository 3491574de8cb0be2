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

// 2^t of K registers, t as `Power` takes it. Relative error 2e-7.
template <bool clamped, int K>
INLINE void raise_two(vec (&t)[K]) {
    Power<K> p = Power<K>::template of<clamped>(t);
    EACH(K) t[i] = (vec)((ivec)(p.f[i] * p.q[i] + 1.0f) + p.exponent[i]);
}

#if defined(__AVX512F__)
// The bits of 2^(j / 32), less j << 18.
alignas(64) constexpr int32_t THIRTY_SECONDTHS[32] = {
    0x3f800000, 0x3f7ecd87, 0x3f7daac3, 0x3f7c980f, 0x3f7b95c2, 0x3f7aa43a, 0x3f79c3d3, 0x3f78f4f0,
    0x3f7837f0, 0x3f778d3a, 0x3f76f532, 0x3f767043, 0x3f75fed7, 0x3f75a15b, 0x3f75583f, 0x3f7523f6,
    0x3f7504f3, 0x3f74fbaf, 0x3f7508a4, 0x3f752c4d, 0x3f75672a, 0x3f75b9be, 0x3f76248c, 0x3f76a81e,
    0x3f7744fd, 0x3f77fbb8, 0x3f78ccdf, 0x3f79b907, 0x3f7ac0c7, 0x3f7be4ba, 0x3f7d257d, 0x3f7e83b3,
};

// The same by 2^(n + j / 32) (1 + r q), |r| <= 1/64, where two registers hold a table of all j: three steps less.
// Relative error 1e-7.
template <bool clamped, int K>
INLINE void raise_two_by_table(vec (&t)[K]) {
    const vec to_thirty_secondths = splat(393216.0f);  // 1.5 * 2^18: a sum with it is rounded to n + j / 32
    const __m512i low = _mm512_load_si512(THIRTY_SECONDTHS), high = _mm512_load_si512(THIRTY_SECONDTHS + 16);
    vec shifted[K], q[K];
    ivec power[K];
    EACH(K) t[i] = clamped ? larger(splat(-126.0f), smaller(splat(126.0f), t[i])) : t[i];
    EACH(K) shifted[i] = t[i] + to_thirty_secondths;
    EACH(K) t[i] = t[i] - (shifted[i] - to_thirty_secondths);
    EACH(K) power[i] = ((ivec)shifted[i] << 18) + (ivec)_mm512_permutex2var_epi32(low, (__m512i)shifted[i], high);
    EACH(K) q[i] = t[i] * 0.2402265f + 0.69314718f;
    EACH(K) t[i] = (vec)power[i] * (t[i] * q[i] + 1.0f);
}
#endif

template <bool clamped>
struct AnySigmoid {
    static constexpr float scale = -LOG2_E;
    static constexpr bool chooses = false;
    static constexpr float LIMIT = 125;  // of |t|, where it is not clamped

    template <int K>
    INLINE void apply(vec (&t)[K]) const {
#if defined(__AVX512F__)
        raise_two_by_table<clamped>(t);
#else
        raise_two<clamped>(t);
#endif
        EACH(K) t[i] = t[i] + 1.0f;
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
