// "mass (g)", predicted by a network of 2 numbers that are not zero, written by swat.
// C99, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,
// IAR and Keil have it. To be declared where it is called:
//   int32_t predict(const int32_t x[2]);
// Returned is "mass (g)" in units of 0.1, PREDICT_MISSING where there is no prediction.
// It sees:
//   x[0]: "bill" in units of 0.01, from 2000 to 6000; what lies beyond counts as the nearer end
//   x[1]: "seconds" in units of 1, from 1699998200 to 1700001800; what lies beyond counts as the nearer end

#include <stdint.h>

#define PREDICT_MISSING INT32_MIN

static int32_t predict_clamp(int32_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : v; }

int32_t predict(const int32_t x[2])
{
    if (x[0] == PREDICT_MISSING || x[1] == PREDICT_MISSING) return PREDICT_MISSING;
    const int32_t bill = ((predict_clamp(x[0], 2000, 6000) - 4000) * 536871 + 32768) >> 16;
    const int32_t column_seconds = ((predict_clamp(x[1], 1699998200, 1700001800) - 1700000000) * 596523 + 32768) >> 16;
    const int32_t h1_0 = (32768 + 65536 * bill - 32768 * column_seconds) >> 16;
    return 42000 + ((h1_0 * 64000 + 32768) >> 16);
}
