// How fast this processor multiplies and adds, and computes sigmoids, with nothing but registers.
#pragma once

#include <time.h>

#include "activation.h"

static inline double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

// Keeps the compiler from computing less than is asked.
static inline void keep(vec& value) { asm volatile("" : "+m"(value)); }

// Calls `step` on a set of registers again and again; returns the best rate of a few runs, in values a nanosecond.
template <class Step>
static inline double best_rate(const Step& step) {
    constexpr int REGISTERS = 12, ROUNDS = 20000, RUNS = 7;
    double best = 0;
    for (int run = 0; run < RUNS; ++run) {
        vec values[REGISTERS];
        for (int i = 0; i < REGISTERS; ++i) keep(values[i] = splat(0.01f * i));
        double start = now();
        for (int round = 0; round < ROUNDS; ++round) {
#pragma GCC unroll 12
            for (int i = 0; i < REGISTERS; ++i) values[i] = step(values[i]);
        }
        double rate = double(ROUNDS) * REGISTERS * LANES / (now() - start);
        for (int i = 0; i < REGISTERS; ++i) keep(values[i]);
        if (rate > best) best = rate;
    }
    return best;
}

static double measure_products() {
    vec weight = splat(0.999f), offset = splat(0.001f);
    keep(weight);
    keep(offset);
    return best_rate([&](vec value) { return value * weight + offset; });
}

static double measure_sigmoids() {
    Sigmoid sigmoid;
    return best_rate([&](vec value) { return sigmoid.value(value); });
}
