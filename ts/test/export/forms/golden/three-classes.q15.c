// "species", one of "Adelie", "Chinstrap", "Gentoo", predicted by a network of 5 numbers that are not zero, written by swat.
// C99, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,
// IAR and Keil have it. To be declared where it is called:
//   int predict(const int32_t x[4], int32_t p[3]);
//   const char *predict_label(int k);
// p[k] becomes the probability of label k in 1 / 32768; returned is the most probable k, -1 where there is no prediction.
// It sees:
//   x[0]: "bill (mm)" in units of 0.01, from 2523 to 6647; what lies beyond counts as the nearer end, PREDICT_MISSING where it is missing
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

static int32_t predict_known(int32_t v, int32_t fill) { return v == INT32_MIN ? fill : v; }
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

// Logarithms of odds become probabilities in 1 / 32768; the place of the greatest.
static int predict_softmax(int32_t p[3])
{
    int best = 0;
    for (int k = 1; k < 3; k++) if (p[k] > p[best]) best = k;
    const int32_t greatest = p[best];
    int32_t sum = 0;
    for (int k = 0; k < 3; k++) {
        const int32_t t = predict_tanh(greatest - p[k]);
        p[k] = (32768 - t) * 32768 / (32768 + t); // exp(-d), where t is tanh(d / 2)
        sum += p[k];
    }
    for (int k = 0; k < 3; k++) p[k] = (p[k] * 32768 + sum / 2) / sum;
    return best;
}

const char *predict_label(int k)
{
    static const char *const labels[3] = {"Adelie", "Chinstrap", "Gentoo"};
    return labels[k];
}

int predict(const int32_t x[4], int32_t p[3])
{
    if (x[1] == PREDICT_MISSING) {
        for (int k = 0; k < 3; k++) p[k] = PREDICT_MISSING;
        return -1;
    }
    const int32_t bill_mm = ((predict_clamp(predict_known(x[0], 4390), 2523, 6647) - 4585) * 497103 + 96967794) >> 16;
    const int32_t island_dream = x[1] == PREDICT_ISLAND_DREAM ? 21845 : -12288;
    const int32_t h1_0 = predict_tanh((134219776 - 65536 * bill_mm + 20480 * island_dream) >> 12);
    const int32_t h2_0 = (32768 - 32768 * h1_0) >> 16;
    const int32_t h2_1 = (32768 + 49152 * h1_0) >> 16;
    p[0] = (h2_0 * 65536 + 8192) >> 14;
    p[1] = (h2_1 * 65536 + 16384) >> 15;
    p[2] = 0;
    return predict_softmax(p);
}
