// How fast this processor multiplies and adds, and computes sigmoids, with nothing but registers.
#pragma once

#include <time.h>

#include "activation.h"

namespace {

// Processor time in nanoseconds: other programs do not count.
inline double now() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

// Keeps the compiler from computing less than is asked.
inline void keep(vec& value) { asm volatile("" : "+m"(value)); }

// Calls `step` on K registers again and again; the best rate of a few runs, in values a nanosecond.
template <int K, class Step>
inline double best_rate(const Step& step) {
    constexpr int ROUNDS = 20000, RUNS = 9;
    double best = 0;
    for (int run = 0; run < RUNS; ++run) {
        vec values[K];
        for (int i = 0; i < K; ++i) keep(values[i] = splat(0.01f * i));
        double start = now();
        for (int round = 0; round < ROUNDS; ++round) step(values);
        double rate = double(ROUNDS) * K * LANES / (now() - start);
        for (int i = 0; i < K; ++i) keep(values[i]);
        if (rate > best) best = rate;
    }
    return best;
}

double measure_products() {
    vec weight = splat(0.999f), offset = splat(0.001f);
    keep(weight);
    keep(offset);
    return best_rate<12>([&](auto& values) { EACH(12) values[i] = values[i] * weight + offset; });
}

// Rounds of eight, from the first-level cache: sixteen registers do not hold more and the constants.
double measure_sigmoids() {
    alignas(64) static float block[32 * LANES];
    double best = best_rate<1>([&](auto&) {
        for (int at = 0; at < 32 * LANES; at += 8 * LANES) {
            vec t[8];
            EACH(8) t[i] = load(block + at + i * LANES);
            BoundedSigmoid{}.apply(t);
            EACH(8) store(block + at + i * LANES, t[i]);
        }
        asm volatile("" ::: "memory");
    });
    return 32 * best;
}

}  // namespace
