// The library's door: picks the instruction set, shares the work among threads, sums the parts in a fixed order.

#include <algorithm>
#include <cmath>
#include <vector>

#include "buffer.h"
#include "pass.h"

#ifdef _OPENMP
#include <omp.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern const Kernel kernel_generic;
#if defined(__x86_64__)
extern const Kernel kernel_avx2, kernel_avx512;
#endif

namespace {

// Samples of one task. Fixed: a sum over samples is the same for any number of threads.
constexpr int64_t RUN = 4096;
// Work (parameters times samples) that is not worth waking a second thread for.
constexpr double SMALL = 100'000;

struct InstructionSet {
    const char* name;
    const Kernel* kernel;
    bool supported;
};

const std::vector<InstructionSet>& instruction_sets() {
    static const std::vector<InstructionSet> all = {
#if defined(__x86_64__)
        {"avx512", &kernel_avx512, __builtin_cpu_supports("avx512f") != 0},
        {"avx2", &kernel_avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
#endif
        {"generic", &kernel_generic, true},
    };
    return all;
}

// Treats denormal numbers as zero while it lives: they slow arithmetic by an order.
class FlushDenormals {
#if defined(__x86_64__)
    unsigned before = _mm_getcsr();

  public:
    FlushDenormals() { _mm_setcsr(before | 0x8040); }
    ~FlushDenormals() { _mm_setcsr(before); }
#elif defined(__aarch64__)
    uint64_t before;

  public:
    FlushDenormals() {
        asm volatile("mrs %0, fpcr" : "=r"(before));
        asm volatile("msr fpcr, %0" ::"r"(before | (uint64_t(1) << 24)));
    }
    ~FlushDenormals() { asm volatile("msr fpcr, %0" ::"r"(before)); }
#else
  public:
    FlushDenormals() {}
    ~FlushDenormals() {}
#endif
};

// Sums of every run of samples, [B, runs, size]; the result itself where there is one run.
class Parts {
    float* result;
    int64_t runs, size;
    std::vector<float> kept;

  public:
    Parts(float* result, int64_t networks, int64_t runs, int64_t size)
        : result(result), runs(runs), size(size), kept(result && runs != 1 ? networks * runs * size : 0) {}

    float* at(int64_t network, int64_t run) {
        if (!result) return nullptr;
        return runs == 1 ? result + network * size : kept.data() + (network * runs + run) * size;
    }

    void add_up(int64_t network) {
        if (!result || runs == 1) return;
        for (int64_t i = 0; i < size; ++i) {
            double sum = 0;
            for (int64_t run = 0; run < runs; ++run) sum += at(network, run)[i];
            result[network * size + i] = float(sum);
        }
    }
};

// The largest absolute value; infinity where one is NaN.
float largest(const float* values, int64_t count) {
    float found = 0;
    for (int64_t i = 0; i < count; ++i) {
        float size = std::fabs(values[i]);
        if (!(size <= found)) found = std::isnan(size) ? INFINITY : size;
    }
    return found;
}

// x [I, S] in blocks [I, BLOCK], zeros after the last sample; a row of ones follows where there are biases.
Buffer<float> in_blocks(const Job& job) {
    int inputs = job.shape->inputs, bias = job.shape->bias;
    int64_t blocks = (job.samples + BLOCK - 1) / BLOCK;
    Buffer<float> all(blocks * (inputs + bias) * BLOCK, 0);
    float* to = all.data();
    for (int64_t first = 0; first < job.samples; first += BLOCK) {
        int64_t count = std::min<int64_t>(BLOCK, job.samples - first);
        for (int i = 0; i < inputs; ++i, to += BLOCK) std::copy_n(job.x + i * job.samples + first, count, to);
        if (bias) std::fill_n(to, BLOCK, 1.0f), to += BLOCK;
    }
    return all;
}

void run(const Kernel& kernel, Job job) {
    Buffer<float> x = in_blocks(job);
    job.largest_x = largest(job.x, job.samples * job.shape->inputs);
    job.x = x.data();
    const Shape& shape = *job.shape;
    int64_t runs = (job.samples + RUN - 1) / RUN;
    int64_t tasks = job.networks * runs;
    Parts values(job.value, job.networks, runs, 1);
    Parts gradients(job.gradient, job.networks, runs, shape.parameters);
    Parts choices(job.choice_gradient, job.networks, runs, shape.depth * shape.width * shape.activation_count);
    int64_t seen = shape.outputs + shape.bias;
    Parts moments(job.moments, job.networks, runs, seen * (seen + job.target_rows));
    bool small = double(job.networks) * job.samples * shape.parameters < SMALL;
    [[maybe_unused]] int threads = small ? 1 : int(std::min<int64_t>(job.threads, tasks));
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        FlushDenormals flush;
#pragma omp for schedule(dynamic, 1) nowait
        for (int64_t task = 0; task < tasks; ++task) {
            int64_t b = task / runs, first = task % runs * RUN;
            int64_t run = task % runs;
            Part part{values.at(b, run), gradients.at(b, run), choices.at(b, run), moments.at(b, run)};
            kernel.run(job, b, first, std::min(first + RUN, job.samples), part);
        }
    }
    for (int64_t b = 0; b < job.networks; ++b) {
        values.add_up(b);
        gradients.add_up(b);
        choices.add_up(b);
        moments.add_up(b);
    }
}

// Each network of a job by itself, shared among threads.
template <class AnyJob>
void each_network(const AnyJob& job, void (*one)(const AnyJob&, int64_t)) {
    [[maybe_unused]] int threads = int(std::min<int64_t>(job.threads, job.networks));
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        FlushDenormals flush;
#pragma omp for schedule(dynamic, 1) nowait
        for (int64_t b = 0; b < job.networks; ++b) one(job, b);
    }
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

// The name of instruction set `index`, best first; "" where this processor lacks it, null after the last.
EXPORTED const char* swat_instruction_set(int index) {
    const auto& all = instruction_sets();
    if (index < 0 || index >= int(all.size())) return nullptr;
    return all[index].supported ? all[index].name : "";
}

EXPORTED void swat_run(int instruction_set, const Job* job) { run(*instruction_sets()[instruction_set].kernel, *job); }

EXPORTED void swat_slopes(int instruction_set, const SlopesJob* job) {
    each_network(*job, instruction_sets()[instruction_set].kernel->slopes);
}

EXPORTED void swat_gram(int instruction_set, const GramJob* job) {
    each_network(*job, instruction_sets()[instruction_set].kernel->gram);
}

EXPORTED void swat_solve(int instruction_set, const SolveJob* job) {
    each_network(*job, instruction_sets()[instruction_set].kernel->solve);
}

EXPORTED void swat_inverse(int instruction_set, const InverseJob* job) {
    each_network(*job, instruction_sets()[instruction_set].kernel->inverse);
}

// Products with addition, and sigmoids, a nanosecond on one core.
EXPORTED double swat_products(int instruction_set) { return instruction_sets()[instruction_set].kernel->products(); }
EXPORTED double swat_sigmoids(int instruction_set) { return instruction_sets()[instruction_set].kernel->sigmoids(); }

// Whether the library was built with threads.
EXPORTED int swat_threaded() {
#ifdef _OPENMP
    return 1;
#else
    return 0;
#endif
}
