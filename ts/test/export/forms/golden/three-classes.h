// "species", one of "Adelie", "Chinstrap", "Gentoo", predicted by a network of 5 numbers that are not zero, written by swat.
// C++11 for Arduino, no memory but the stack; single precision but for the scaling of columns. It defines:
//   int predict(const double x[4], double p[3]);
//   const char *predict_label(int k);
// p[k] becomes the probability of label k; returned is the most probable k, -1 where there is no prediction.
// It sees:
//   x[0]: "bill (mm)", NAN where it is missing
//   x[1]: "island", the number of a level (PREDICT_ISLAND_BISCOE ...), -1 for another one, NAN where it is missing
//   x[2]: "sex" (not used)
//   x[3]: "seen" (not used)

#ifndef PREDICT_INCLUDED
#define PREDICT_INCLUDED

#include <math.h>

enum {
    PREDICT_ISLAND_BISCOE = 0, // "Biscoe"
    PREDICT_ISLAND_DREAM = 1, // "Dream"
    PREDICT_ISLAND_TORGERSEN = 2, // "Torgersen"
};

inline double predict_known(double v, double fill) { return isnan(v) ? fill : v; }
inline double predict_says_if_known(double v, int level) { return isnan(v) ? v : v == level ? 1.0 : 0.0; }

// Logarithms of odds become probabilities; the place of the greatest, -1 where one is not a number.
inline int predict_softmax(double p[3])
{
    int best = 0;
    for (int k = 1; k < 3; k++) if (p[k] > p[best]) best = k;
    const double greatest = p[best];
    double sum = 0.0;
    for (int k = 0; k < 3; k++) {
        p[k] = (double)expf((float)(p[k] - greatest));
        sum += p[k];
    }
    for (int k = 0; k < 3; k++) p[k] /= sum;
    return isnan(sum) ? -1 : best;
}

inline const char *predict_label(int k)
{
    static const char *const labels[3] = {"Adelie", "Chinstrap", "Gentoo"};
    return labels[k];
}

inline int predict(const double x[4], double p[3])
{
    const float bill_mm = (float)((predict_known(x[0], 43.9) - 43.9) / 5.4);
    const float island_dream = (float)((predict_says_if_known(x[1], PREDICT_ISLAND_DREAM) - 0.36) / 0.48);
    const float h1_0 = tanhf(0.5f - bill_mm + 1.25f * island_dream);
    const float h2_0 = -2.0f * h1_0;
    const float h2_1 = 1.5f * h1_0;
    p[0] = (double)h2_0;
    p[1] = (double)h2_1;
    p[2] = 0.0;
    return predict_softmax(p);
}

// A sketch of two lines: #define PREDICT_EXAMPLE, and #include this file.
#ifdef PREDICT_EXAMPLE
void setup()
{
    Serial.begin(115200);
}

void loop()
{
    const double x[4] = {43.9, PREDICT_ISLAND_BISCOE, 0.0, 0.0}; // what sensors say
    double p[3];
    const int best = predict(x, p);
    Serial.println(best < 0 ? "unknown" : predict_label(best));
    delay(1000);
}
#endif

#endif // PREDICT_INCLUDED
