// The probability that "heavy" is "yes", predicted by a network of 8 numbers that are not zero, written by swat.
// C++11 for Arduino, no memory but the stack; single precision but for the scaling of columns. It defines:
//   double predict(const double x[4]);
//   const char *predict_label(int k);
// It sees:
//   x[0]: "bill (mm)", NAN where it is missing
//   x[1]: "island", the number of a level (PREDICT_ISLAND_BISCOE ...), -1 for another one, NAN where it is missing
//   x[2]: "sex", the number of a level (PREDICT_SEX_FEMALE ...), -1 for another one, NAN where it is missing
//   x[3]: "seen", seconds since 1970 in UTC

#ifndef PREDICT_INCLUDED
#define PREDICT_INCLUDED

#include <math.h>

enum {
    PREDICT_ISLAND_BISCOE = 0, // "Biscoe"
    PREDICT_ISLAND_DREAM = 1, // "Dream"
    PREDICT_ISLAND_TORGERSEN = 2, // "Torgersen"
};

enum {
    PREDICT_SEX_FEMALE = 0, // "female"
    PREDICT_SEX_MALE = 1, // "male"
};

inline double predict_known(double v, double fill) { return isnan(v) ? fill : v; }
inline double predict_missing(double v) { return isnan(v) ? 1.0 : 0.0; }
inline double predict_says_if_known(double v, int level) { return isnan(v) ? v : v == level ? 1.0 : 0.0; }
inline double predict_says_of_two(double v, int level) { return v == level ? 1.0 : v == 1 - level ? 0.0 : (double)NAN; }
inline double predict_day(double t) { return floor(t / 86400.0); }

// The year, or the month from 1 on, so many days after 1970 began.
inline long predict_civil(long days, int is_year)
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

inline double predict_calendar(double t, int is_year)
{
    const double days = predict_day(t);
    return fabs(days) <= 1e8 ? (double)predict_civil((long)days, is_year) : (double)NAN;
}

inline double predict_month(double t) { return predict_calendar(t, 0); }
inline float predict_sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }

inline const char *predict_label(int k)
{
    static const char *const labels[2] = {"no", "yes"};
    return labels[k];
}

inline double predict(const double x[4])
{
    const float bill_mm = (float)((predict_known(x[0], 43.9) - 43.9) / 5.4);
    const float bill_mm_missing = (float)predict_missing(x[0]);
    const float island_dream = (float)((predict_says_if_known(x[1], PREDICT_ISLAND_DREAM) - 0.36) / 0.48);
    const float sex_male = (float)predict_says_of_two(x[2], PREDICT_SEX_MALE);
    const float seen_month = (float)((predict_month(x[3]) - 6.5) / 3.0);
    const float h1_0 = tanhf(1.5f * bill_mm - 0.75f * bill_mm_missing - island_dream);
    const float h1_1 = predict_sigmoid(2.0f * sex_male + 0.25f * seen_month);
    const float h2_0 = -1.5f + 2.5f * h1_0 + h1_1;
    return (double)predict_sigmoid((float)((double)h2_0 + 0.5));
}

// A sketch of two lines: #define PREDICT_EXAMPLE, and #include this file.
#ifdef PREDICT_EXAMPLE
void setup()
{
    Serial.begin(115200);
}

void loop()
{
    const double x[4] = {43.9, PREDICT_ISLAND_BISCOE, PREDICT_SEX_FEMALE, 1780315200.0}; // what sensors say
    Serial.println(predict(x), 4);
    delay(1000);
}
#endif

#endif // PREDICT_INCLUDED
