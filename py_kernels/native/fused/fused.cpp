// The library's door: picks the instruction set, shares the work among threads, sums the parts in a fixed order.

#include <algorithm>
#include <vector>

#include "buffer.h"
#include "largest.h"
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

// Samples of one task, at most. Fixed: a sum over samples is the same for any number of threads.
constexpr int64_t RUN = 4096;
// Samples of a block, at least, and bytes of all rows of a block, about: more would go to the far caches.
constexpr int LEAST_STEP = 128, NEAR = 72 * 1024;
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

// Samples of a block: as many as the kernel takes while what a network keeps of them stays near.
int step_of(const Kernel& kernel, const Shape& shape) {
    int rows = shape.inputs + shape.bias + (shape.depth + 2) * (shape.width + shape.bias);
    return std::min(kernel.block, std::max(LEAST_STEP, int(NEAR / sizeof(float)) / rows / LEAST_STEP * LEAST_STEP));
}

// x [S, I] in blocks of `step` samples, [I, block], zeros after the last sample; a row of ones follows where there are
// biases.
Buffer<float> in_blocks(const Job& job, int block) {
    int inputs = job.shape->inputs, bias = job.shape->bias;
    int64_t blocks = (job.samples + job.step - 1) / job.step;
    Buffer<float> all(blocks * (inputs + bias) * block, 0);
    float* to = all.data();
    for (int64_t first = 0; first < job.samples; first += job.step) {
        int64_t count = std::min<int64_t>(job.step, job.samples - first);
        for (int i = 0; i < inputs; ++i, to += block) {
            const float* from = job.x + first * inputs + i;
            for (int64_t at = 0; at < count; ++at) to[at] = from[at * inputs];
        }
        if (bias) std::fill_n(to, block, 1.0f), to += block;
    }
    return all;
}

// False where a network's target is none of those that there are.
bool has_targets(const Job& job) {
    for (int64_t b = 0; job.target_of && b < job.networks; ++b) {
        if (job.target_of[b] < 0 || job.target_of[b] >= job.targets) return false;
    }
    return true;
}

void run(const Kernel& kernel, Job job) {
    const Shape& shape = *job.shape;
    job.step = step_of(kernel, shape);
    job.largest_x = largest(job.x, job.samples * shape.inputs);
    Buffer<float> x = in_blocks(job, kernel.block);
    job.x = x.data();
    int64_t run_size = RUN / job.step * job.step;
    int64_t runs = (job.samples + run_size - 1) / run_size;
    int64_t tasks = job.networks * runs;
    Parts values(job.value, job.networks, runs, 1);
    Parts gradients(job.gradient, job.networks, runs, shape.parameters);
    Parts choices(job.choice_gradient, job.networks, runs, shape.depth * shape.width * shape.activation_count);
    int64_t seen = shape.width + shape.bias;
    Parts moments(job.moments, job.networks, runs, seen * (seen + job.target_rows));
    bool small = double(job.networks) * job.samples * shape.parameters < SMALL;
    [[maybe_unused]] int threads = small ? 1 : int(std::min<int64_t>(job.threads, tasks));
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        FlushDenormals flush;
#pragma omp for schedule(dynamic, 1) nowait
        for (int64_t task = 0; task < tasks; ++task) {
            int64_t b = task / runs, run = task % runs, first = run * run_size;
            Part part{values.at(b, run), gradients.at(b, run), choices.at(b, run), moments.at(b, run)};
            kernel.run(job, b, first, std::min(first + run_size, job.samples), part);
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

// 0, or 1 where `target_of` is out of range; nothing is then computed.
EXPORTED int swat_run(int instruction_set, const Job* job) {
    if (!has_targets(*job)) return 1;
    run(*instruction_sets()[instruction_set].kernel, *job);
    return 0;
}

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

EXPORTED void swat_regress(int instruction_set, const RegressJob* job) {
    each_network(*job, instruction_sets()[instruction_set].kernel->regress);
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
