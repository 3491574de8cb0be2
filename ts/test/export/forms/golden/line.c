// "mass (g)", predicted by a network of 2 numbers that are not zero, written by swat.
// C99, no memory but the stack; single precision but for the scaling of columns. To be declared where it is called:
//   double predict(const double x[2]);
// It sees:
//   x[0]: "bill"
//   x[1]: "seconds"

double predict(const double x[2])
{
    const float bill = (float)((x[0] - 40.0) / 5.0);
    const float column_seconds = (float)((x[1] - 1700000000.0) / 450.0);
    const float h1_0 = 0.5f * bill - 0.25f * column_seconds;
    return (double)h1_0 * 800.0 + 4200.0;
}
