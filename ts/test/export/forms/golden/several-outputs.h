// "mass", "wing", predicted by a network of 4 numbers that are not zero, written by swat.
// C++11 for Arduino, no memory but the stack; single precision but for the scaling of columns. It defines:
//   void predict(const double x[4], double y[2]);
//   y[0] becomes "mass"
//   y[1] becomes "wing"
// It sees:
//   x[0]: "bill (mm)" (not used)
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

inline double predict_says_if_known(double v, int level) { return isnan(v) ? v : v == level ? 1.0 : 0.0; }
inline float predict_leaky_relu(float v) { return v >= 0.0f ? v : 0.1f * v; }

inline void predict(const double x[4], double y[2])
{
    const float island_biscoe = (float)((predict_says_if_known(x[1], PREDICT_ISLAND_BISCOE) - 0.5) / 0.5);
    const float h1_0 = predict_leaky_relu(-0.5f + island_biscoe);
    const float h2_0 = 0.75f * h1_0;
    const float h2_1 = -h1_0;
    y[0] = (double)h2_0 * 800.0 + 4200.0;
    y[1] = (double)h2_1 * 14.0 + 200.0;
}

// A sketch of two lines: #define PREDICT_EXAMPLE, and #include this file.
#ifdef PREDICT_EXAMPLE
void setup()
{
    Serial.begin(115200);
}

void loop()
{
    const double x[4] = {0.0, PREDICT_ISLAND_BISCOE, 0.0, 0.0}; // what sensors say
    double y[2];
    predict(x, y);
    Serial.println(y[0], 4);
    Serial.println(y[1], 4);
    delay(1000);
}
#endif

#endif // PREDICT_INCLUDED
