// "mass", "wing", predicted by a network of 4 numbers that are not zero, written by swat.
// C99, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,
// IAR and Keil have it. To be declared where it is called:
//   void predict(const int32_t x[4], int32_t y[2]);
//   y[0] becomes "mass" in units of 0.1, PREDICT_MISSING where there is no prediction
//   y[1] becomes "wing" in units of 0.001, PREDICT_MISSING where there is no prediction
// It sees:
//   x[0]: "bill (mm)" (not used)
//   x[1]: "island", the number of a level (PREDICT_ISLAND_BISCOE ...), -1 for another one, PREDICT_MISSING where it is missing
//   x[2]: "sex" (not used)
//   x[3]: "seen" (not used)

#include <stdint.h>

#define PREDICT_MISSING INT32_MIN

enum {
    PREDICT_ISLAND_BISCOE = 0, // "Biscoe"
    PREDICT_ISLAND_DREAM = 1, // "Dream"
    PREDICT_ISLAND_TORGERSEN = 2, // "Torgersen"
};

static int32_t predict_leaky_relu(int32_t v) { return v >= 0 ? v : (v * 3277 + 16384) >> 15; }

void predict(const int32_t x[4], int32_t y[2])
{
    const int32_t island_biscoe = x[1] == PREDICT_ISLAND_BISCOE ? 16384 : -16384;
    const int32_t h1_0 = predict_leaky_relu((-536838144 + 65536 * island_biscoe) >> 16);
    const int32_t h2_0 = (8192 + 49152 * h1_0) >> 14;
    const int32_t h2_1 = (16384 - 65536 * h1_0) >> 15;
    y[0] = x[1] == PREDICT_MISSING ? PREDICT_MISSING : 42000 + ((h2_0 * 64000 + 262144) >> 19);
    y[1] = x[1] == PREDICT_MISSING ? PREDICT_MISSING : 200000 + ((h2_1 * 112000 + 131072) >> 18);
}
