#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

void say(const char *text);
void say_number(int32_t value);

#endif
