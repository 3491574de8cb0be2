// "mass", predicted by a network of 4 numbers that are not zero, written by swat.
// C99, no memory but the stack; single precision but for the scaling of columns. To be declared where it is called:
//   double predict(const double x[3]);
// It sees:
//   x[0]: "bill"
//   x[1]: "wing" (not used)
//   x[2]: "foot"

#include <math.h>

static float predict_sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }

double predict(const double x[3])
{
    const float bill = (float)x[0];
    const float foot = (float)((x[2] - 2.0) / 3.0);
    const float h1_0 = predict_sigmoid(0.5f * bill - 2.0f * foot);
    const float h2_0 = -0.25f + 3.0f * h1_0;
    return (double)h2_0 * 800.0 + 4200.0;
}
