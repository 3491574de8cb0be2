// The probability that "heavy" is "yes", predicted by a network of 8 numbers that are not zero, written by swat.
// C99, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,
// IAR and Keil have it. To be declared where it is called:
//   int32_t predict(const int32_t x[4]);
//   const char *predict_label(int k);
// Returned is the probability in 1 / 32768, PREDICT_MISSING where there is no prediction.
// It sees:
//   x[0]: "bill (mm)" in units of 0.01, from 2523 to 6647; what lies beyond counts as the nearer end, PREDICT_MISSING where it is missing
//   x[1]: "island", the number of a level (PREDICT_ISLAND_BISCOE ...), -1 for another one, PREDICT_MISSING where it is missing
//   x[2]: "sex", the number of a level (PREDICT_SEX_FEMALE ...), -1 for another one, PREDICT_MISSING where it is missing
//   x[3]: "seen", minutes since 1970 in UTC

#include <stdint.h>

#define PREDICT_MISSING INT32_MIN

enum {
    PREDICT_ISLAND_BISCOE = 0, // "Biscoe"
    PREDICT_ISLAND_DREAM = 1, // "Dream"
    PREDICT_ISLAND_TORGERSEN = 2, // "Torgersen"
};

enum {
    PREDICT_SEX_FEMALE = 0, // "female"
    PREDICT_SEX_MALE = 1, // "male"
};

static int32_t predict_known(int32_t v, int32_t fill) { return v == INT32_MIN ? fill : v; }
static int32_t predict_clamp(int32_t v, int32_t low, int32_t high) { return v < low ? low : v > high ? high : v; }
static int32_t predict_day(int32_t t) { return t / 1440 - (t % 1440 < 0 ? 1 : 0); }

// The year, or the month from 1 on, so many days after 1970 began.
static long predict_civil(long days, int is_year)
{
    const long day = days + 719468L;
    const long era = (day >= 0L ? day : day - 146096L) / 146097L;
    const long of_era = day - era * 146097L;
    const long year = (of_era - of_era / 1460L + of_era / 36524L - of_era / 146096L) / 365L;
    const long of_year = of_era - (365L * year + year / 4L - year / 100L);
    const long from_march = (5L * of_year + 2L) / 153L;
    const long month = from_march < 10L ? from_march + 3L : from_march - 9L;
    return is_year ? year + era * 400L + (month <= 2L ? 1L : 0L) : month;
}

static int32_t predict_month(int32_t t) { return (int32_t)predict_civil((long)predict_day(t), 0); }

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

const char *predict_label(int k)
{
    static const char *const labels[2] = {"no", "yes"};
    return labels[k];
}

int32_t predict(const int32_t x[4])
{
    if (x[1] == PREDICT_MISSING || x[2] < 0 || x[2] > 1 || x[3] == PREDICT_MISSING) return PREDICT_MISSING;
    const int32_t bill_mm = ((predict_clamp(predict_known(x[0], 4390), 2523, 6647) - 4585) * 497103 + 96967794) >> 16;
    const int32_t bill_mm_missing = x[0] == PREDICT_MISSING ? 16384 : 0;
    const int32_t island_dream = x[1] == PREDICT_ISLAND_DREAM ? 21845 : -12288;
    const int32_t sex_male = x[2] == PREDICT_SEX_MALE ? 16384 : 0;
    const int32_t seen_month = ((predict_clamp(predict_month(x[3]), 1, 12) - 7) * 178956971 + 89494869) >> 15;
    const int32_t h1_0 = predict_tanh((1024 + 49152 * bill_mm - 6144 * bill_mm_missing - 8192 * island_dream) >> 11);
    const int32_t h1_1 = predict_sigmoid((8192 + 65536 * sex_male + 8192 * seen_month) >> 14);
    const int32_t h2_0 = (-402620416 + 20480 * h1_0 + 8192 * h1_1) >> 16;
    return predict_sigmoid(16384 + ((h2_0 * 65536 + 4096) >> 13));
}
