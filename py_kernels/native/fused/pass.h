// What each instruction set's object offers to the dispatcher.
#pragma once

#include "abi.h"

// Where the sums over one run of samples go.
struct Part {
    float* value;            // ? one number
    float* gradient;         // ? [W]
    float* choice_gradient;  // ? [L, N, A]
    float* moments;          // ? [F, F + T]
};

struct Kernel {
    // Floats from one row of a block of samples to the next, and the most samples of a block.
    int block;
    // Network b of the job, whose x lies in blocks, on the samples [first, last); first is a multiple of a block.
    void (*run)(const Job& job, int64_t b, int64_t first, int64_t last, const Part& part);
    // Network b of a job of polish/.
    void (*slopes)(const SlopesJob& job, int64_t b);
    void (*gram)(const GramJob& job, int64_t b);
    void (*solve)(const SolveJob& job, int64_t b);
    void (*inverse)(const InverseJob& job, int64_t b);
    void (*regress)(const RegressJob& job, int64_t b);
    // Operations a nanosecond on registers only: the roofs that bench/kernel.py compares with.
    double (*products)(), (*sigmoids)();
};
