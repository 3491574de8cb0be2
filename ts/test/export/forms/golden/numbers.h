// "mass", predicted by a network of 4 numbers that are not zero, written by swat.
// C++11 for Arduino, no memory but the stack; single precision but for the scaling of columns. It defines:
//   double predict(const double x[3]);
// It sees:
//   x[0]: "bill"
//   x[1]: "wing" (not used)
//   x[2]: "foot"

#ifndef PREDICT_INCLUDED
#define PREDICT_INCLUDED

#include <math.h>

inline float predict_sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }

inline double predict(const double x[3])
{
    const float bill = (float)x[0];
    const float foot = (float)((x[2] - 2.0) / 3.0);
    const float h1_0 = predict_sigmoid(0.5f * bill - 2.0f * foot);
    const float h2_0 = -0.25f + 3.0f * h1_0;
    return (double)h2_0 * 800.0 + 4200.0;
}

// A sketch of two lines: #define PREDICT_EXAMPLE, and #include this file.
#ifdef PREDICT_EXAMPLE
void setup()
{
    Serial.begin(115200);
}

void loop()
{
    const double x[3] = {0.0, 0.0, 2.0}; // what sensors say
    Serial.println(predict(x), 4);
    delay(1000);
}
#endif

#endif // PREDICT_INCLUDED
