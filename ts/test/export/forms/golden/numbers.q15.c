// "mass", predicted by a network of 4 numbers that are not zero, written by swat.
// C99, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,
// IAR and Keil have it. To be declared where it is called:
//   int32_t predict(const int32_t x[3]);
// Returned is "mass" in units of 0.1, PREDICT_MISSING where there is no prediction.
// It sees:
//   x[0]: "bill" in units of 0.001, from -4000 to 4000; what lies beyond counts as the nearer end
//   x[1]: "wing" (not used)
//   x[2]: "foot" in units of 0.001, from -10000 to 14000; what lies beyond counts as the nearer end

#include <stdint.h>

#define PREDICT_MISSING INT32_MIN

static int32_t predict_clamp(int32_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : v; }

// tanh of v / 65536 in 1 / 32768, off by 1.4 / 32768 at most.
static int32_t predict_tanh(int32_t v)
{
    static const int16_t table[97] = {
        0, 2045, 4075, 6073, 8025, 9919, 11743, 13486, 15143, 16706, 18173, 19542,
        20813, 21986, 23066, 24054, 24956, 25776, 26519, 27191, 27797, 28341, 28830, 29268,
        29660, 30010, 30322, 30600, 30847, 31067, 31262, 31435, 31589, 31726, 31846, 31953,
        32048, 32132, 32206, 32271, 32329, 32381, 32426, 32466, 32501, 32532, 32560, 32584,
        32606, 32625, 32642, 32657, 32670, 32681, 32691, 32700, 32708, 32715, 32721, 32727,
        32732, 32736, 32740, 32743, 32746, 32749, 32751, 32753, 32755, 32756, 32758, 32759,
        32760, 32761, 32762, 32762, 32763, 32764, 32764, 32765, 32765, 32765, 32766, 32766,
        32766, 32766, 32767, 32767, 32767, 32767, 32767, 32767, 32767, 32767, 32767, 32767,
        32767,
    };
    const int32_t size = v < 0 ? -v : v;
    if (size >= 393216) return v < 0 ? -32767 : 32767;
    const int32_t place = (size + 2048) >> 12;
    const int32_t t = table[place];
    const int32_t d = size - place * 4096;
    const int32_t slope = 32768 - ((t * t) >> 15);
    const int32_t bend = (((t * d) >> 15) * d) >> 16;
    const int32_t y = t + ((slope * (d - bend) + 32768) >> 16);
    return v < 0 ? -y : y;
}

static int32_t predict_sigmoid(int32_t v) { return (32769 + predict_tanh(v)) >> 1; }

int32_t predict(const int32_t x[3])
{
    if (x[0] == PREDICT_MISSING || x[2] == PREDICT_MISSING) return PREDICT_MISSING;
    const int32_t bill = (predict_clamp(x[0], -4000, 4000) * 268435 + 32768) >> 16;
    const int32_t foot = ((predict_clamp(x[2], -10000, 14000) - 2000) * 89478 + 32768) >> 16;
    const int32_t h1_0 = predict_sigmoid((2048 + 16384 * bill - 65536 * foot) >> 12);
    const int32_t h2_0 = (-134184960 + 49152 * h1_0) >> 16;
    return 42000 + ((h2_0 * 64000 + 32768) >> 16);
}
