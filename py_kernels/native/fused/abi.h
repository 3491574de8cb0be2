// What crosses the C boundary. py_kernels/native/library.py repeats these structures for ctypes.
#pragma once

#include <cstdint>

constexpr int MAX_INPUTS = 64;
constexpr int MAX_OUTPUTS = 8;
constexpr int MAX_WIDTH = 16;
constexpr int MAX_DEPTH = 6;
constexpr int MAX_ACTIVATIONS = 4;
constexpr int MAX_MOMENT_ROWS = 16;  // T of moments

// The order of ACTIVATIONS in py_kernels/mlp/space.py.
enum Activation : int32_t { SIGMOID = 0, TANH = 1, LEAKY_RELU = 2, LINEAR = 3 };

// Networks of one depth. The starts of the sections come from py_kernels/mlp/layout.py, the layout's only home.
struct Shape {
    int32_t inputs, outputs, width, depth, bias;
    int32_t activation_count;
    int32_t activations[MAX_ACTIVATIONS];
    int32_t output_activation;
    int32_t parameters;                         // W: numbers a network
    int32_t weight_starts[MAX_DEPTH + 1];
    int32_t bias_starts[MAX_DEPTH + 1];
    float leaky_slope;
};

// What `target` is, and so what is computed from it.
enum Purpose : int32_t {
    PREDICT = 0,        // no target; output
    SQUARED_ERROR = 1,  // target = wished outputs; value, and gradients where asked for
    PULL_BACK = 2,      // target = derivative of something by the outputs; gradients of that something
    MOMENTS = 3,        // target = any rows; sums over the samples of products of the last hidden layer's values with
                        // each other and with those rows
};

// All arrays are dense float32 in C order; those marked ? may be null.
struct Job {
    const Shape* shape;
    int64_t networks, samples;
    const float* parameters;  // [B, W]
    const float* choices;     // ? [B, L, N, A]
    const float* x;           // [S, I]
    const float* target;      // ? [targets, T, S]; one for all has a stride of 0; T = O but for moments
    int64_t target_stride;    // floats from one target to the next
    const int64_t* target_of; // ? [B]: which of the targets is each network's, where they are not in order
    int64_t targets;          // how many there are, which the dispatcher compares with target_of
    float* output;            // ? [B, O, S]
    float* value;             // ? [B]
    float* gradient;          // ? [B, W]
    float* choice_gradient;   // ? [B, L, N, A]
    float* moments;           // ? [B, F, F + T], F = N, and 1 where there are biases
    int32_t purpose;
    int32_t target_rows;      // T
    int32_t threads;
    // The dispatcher fills in what follows, and x with its blocks.
    float largest_x;          // the largest absolute value in x
    int32_t step;             // samples of a block
};

// Networks forward, then backward from each output. Its rows: hidden layers, outputs, one of zeros.
struct SlopesJob {
    const Shape* shape;
    int64_t networks, samples;
    const float* parameters;  // [B, W]
    const float* choices;     // ? [B, L, N, A]
    const float* x;           // [B, S, I], or [S, I] with a stride of 0
    int64_t x_stride;         // floats from one network's samples to the next one's
    float* emitted;           // [B, 1 + I + L N, S]: ones, inputs, hidden layers
    float* slopes;            // [O, B, L N + O + 1, S]: derivatives of each output by what enters each neuron
    float* answers;           // [B, O, S]
    int32_t threads;
};

// Gauss-Newton matrices: sums over factors and samples of products of derivatives by links. The derivative by a link
// is what its source emits times the bent slope of its target (py_kernels/polish/normal.py).
struct GramJob {
    int64_t networks, samples, links, factors, emitted_rows, bent_rows;
    const float* emitted;    // [B, E, S]
    const float* bent;       // [F, B, R, S]
    const float* counts;     // ? [B, S]: what each sample counts
    const int64_t* sources;  // [B, n]: rows of emitted
    const int64_t* targets;  // [B, n]: rows of bent
    float* matrix;           // [B, n, n]
    int32_t threads;
};

// Systems (matrix + diagonal) move = right.
struct SolveJob {
    int64_t networks, links;
    const float* matrix;     // [B, n, n], of which the lower triangle is read
    const double* diagonal;  // [B, n]
    const double* right;     // [B, n]
    double* move;            // [B, n]
    int32_t threads;
};

// Ridge regressions from the sums that MOMENTS gives.
struct RegressJob {
    int64_t networks, features, outputs;
    const float* sums;       // [B, F, F + O]
    const float* scales;     // [B, F]: what each feature is multiplied by first
    double relative, least;  // ridge: of the diagonal's mean, and on top
    float* found;            // [B, O, F]
    int32_t threads;
};

// Inverses of matrix + diagonal.
struct InverseJob {
    int64_t networks, links;
    const float* matrix;     // [B, n, n], of which the lower triangle is read
    const double* diagonal;  // [B, n]
    double* volume;          // [B]: logarithm of the determinant; NaN where the sum is not positive definite
    double* spread;          // [B, n]: the inverse's diagonal; zeros there
    double* inverse;         // ? [B, n, n]; zeros there
    int32_t threads;
};
