/* A day of 12.8 degrees at most, 5 degrees at least and no rain, as whole numbers in the units that predict.c names. */
#include "board.h"
#include "predict.c"

int main(void)
{
    const int32_t day[3] = {1280, 5000, 0};
    say("wind: ");
    say_number(predict(day));
    say(" of the unit that predict.c names\n");
    const int failed = predict_self_test();
    say(failed ? "self-test failed\n" : "self-test passed\n");
    return failed;
}
