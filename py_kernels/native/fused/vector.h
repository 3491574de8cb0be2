// One SIMD register of floats.
//
// Everything in this header and those that include it is in an unnamed namespace: they are compiled once for each
// instruction set, and the linker must not let a function compiled for AVX-512 serve a lesser processor.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float vec __attribute__((vector_size(LANES * 4)));
typedef int32_t ivec __attribute__((vector_size(LANES * 4)));
typedef float loose_vec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

// The compiler would rather not inline what is large, but a call would send registers through memory.
#define INLINED __attribute__((always_inline))
#define INLINE inline INLINED

// Unrolled, so that arrays of registers stay in registers.
#define EACH(K) _Pragma("GCC unroll 16") for (int i = 0; i < K; ++i)

INLINE vec load(const float* from) { return *reinterpret_cast<const loose_vec*>(from); }
INLINE void store(float* to, vec value) { *reinterpret_cast<loose_vec*>(to) = value; }
INLINE vec splat(float value) { return value - vec{}; }

// The compiler may not read the value from memory each time that it is used: loads are as scarce as products.
INLINE void in_register(vec& value) {
#if defined(__AVX512F__)
    asm("" : "+v"(value));
#elif defined(__SSE2__)
    asm("" : "+x"(value));
#endif
}

// Both give the second argument where either is NaN.
INLINE vec larger(vec a, vec b) {
#if defined(__AVX512F__)
    return (vec)_mm512_max_ps((__m512)a, (__m512)b);
#elif defined(__AVX__)
    return (vec)_mm256_max_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
    return (vec)_mm_max_ps((__m128)a, (__m128)b);
#else
    return a > b ? a : b;
#endif
}

INLINE vec smaller(vec a, vec b) {
#if defined(__AVX512F__)
    return (vec)_mm512_min_ps((__m512)a, (__m512)b);
#elif defined(__AVX__)
    return (vec)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
    return (vec)_mm_min_ps((__m128)a, (__m128)b);
#else
    return a < b ? a : b;
#endif
}

// 1 / d for d >= 1, relative error 3e-7; 0 from 2^126 on. Cheaper than a division.
INLINE vec reciprocal(vec d) {
#if defined(__AVX512F__)
    vec r = (vec)_mm512_rcp14_ps((__m512)d);
    return r * (2.0f - d * r);
#elif defined(__AVX__)
    vec r = (vec)_mm256_rcp_ps((__m256)d);
    return r * (2.0f - d * r);
#else
    return 1.0f / d;
#endif
}

// a0 b0 a1 b1 and so on: the first half of it in `low`.
INLINE void interleave(vec a, vec b, vec& low, vec& high) {
#if defined(__AVX512F__)
    const __m512i first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    low = (vec)_mm512_permutex2var_ps((__m512)a, first, (__m512)b);
    high = (vec)_mm512_permutex2var_ps((__m512)a, _mm512_add_epi32(first, _mm512_set1_epi32(8)), (__m512)b);
#elif defined(__AVX__)
    __m256 even = _mm256_unpacklo_ps((__m256)a, (__m256)b), odd = _mm256_unpackhi_ps((__m256)a, (__m256)b);
    low = (vec)_mm256_permute2f128_ps(even, odd, 0x20);
    high = (vec)_mm256_permute2f128_ps(even, odd, 0x31);
#else
    vec x, y;
    for (int i = 0; i < LANES; ++i) {
        x[i] = i % 2 ? b[i / 2] : a[i / 2];
        y[i] = i % 2 ? b[LANES / 2 + i / 2] : a[LANES / 2 + i / 2];
    }
    low = x;
    high = y;
#endif
}

// LANES rows become columns.
INLINE void transpose(vec (&rows)[LANES]) {
#pragma GCC unroll 4
    for (int step = 1; step < LANES; step *= 2) {
        vec mixed[LANES];
        EACH(LANES / 2) interleave(rows[i], rows[i + LANES / 2], mixed[2 * i], mixed[2 * i + 1]);
        EACH(LANES) rows[i] = mixed[i];
    }
}

// In a fixed order, so that a result does not depend on anything but its terms.
INLINE float sum_lanes(vec value) {
#if defined(__AVX512F__)
    // Half to half: one lane after the other would be 16 additions that wait for each other.
    return _mm512_reduce_add_ps((__m512)value);
#endif
    float sum = 0;
    for (int lane = 0; lane < LANES; ++lane) sum += value[lane];
    return sum;
}

// The same of each of `count` registers, LANES of them at a time: half the work. Both arrays have room for whole rounds.
inline void sum_lanes_of_each(const vec* from, int count, float* to) {
    for (int i = 0; i < count; i += LANES) {
        vec sums[LANES];
#pragma GCC unroll 16
        for (int j = 0; j < LANES; ++j) sums[j] = from[i + j];
#pragma GCC unroll 4
        for (int left = LANES / 2; left > 0; left /= 2) {
#pragma GCC unroll 8
            for (int j = 0; j < left; ++j) {
                vec low, high;
                interleave(sums[j], sums[j + left], low, high);
                sums[j] = low + high;
            }
        }
        store(to + i, sums[0]);
    }
}

}  // namespace
