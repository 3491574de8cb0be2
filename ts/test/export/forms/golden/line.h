// "mass (g)", predicted by a network of 2 numbers that are not zero, written by swat.
// C++11 for Arduino, no memory but the stack; single precision but for the scaling of columns. It defines:
//   double predict(const double x[2]);
// It sees:
//   x[0]: "bill"
//   x[1]: "seconds"

#ifndef PREDICT_INCLUDED
#define PREDICT_INCLUDED

inline double predict(const double x[2])
{
    const float bill = (float)((x[0] - 40.0) / 5.0);
    const float column_seconds = (float)((x[1] - 1700000000.0) / 450.0);
    const float h1_0 = 0.5f * bill - 0.25f * column_seconds;
    return (double)h1_0 * 800.0 + 4200.0;
}

// A sketch of two lines: #define PREDICT_EXAMPLE, and #include this file.
#ifdef PREDICT_EXAMPLE
void setup()
{
    Serial.begin(115200);
}

void loop()
{
    const double x[2] = {40.0, 1700000000.0}; // what sensors say
    Serial.println(predict(x), 4);
    delay(1000);
}
#endif

#endif // PREDICT_INCLUDED
