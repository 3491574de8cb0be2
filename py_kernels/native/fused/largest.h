// The largest of many numbers.
#pragma once

#include <cstdint>
#include <cstring>

// Unnamed for the reason that vector.h gives.
namespace {

// The largest absolute value; NaN where one is. Compared as whole numbers, among which a NaN is above infinity and which
// compilers take a register at a time.
inline float largest(const float* values, int64_t count) {
    int32_t found = 0;
    for (int64_t i = 0; i < count; ++i) {
        int32_t size;
        memcpy(&size, values + i, sizeof size);
        size &= 0x7fffffff;
        found = size > found ? size : found;
    }
    float value;
    memcpy(&value, &found, sizeof value);
    return value;
}

}  // namespace
