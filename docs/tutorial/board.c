/* The least that a Cortex-M3 needs to run a main(): vectors, and texts and an exit code for the emulator (semihosting). */
#include "board.h"

int main(void);
extern char stack_top;

static void ask(uint32_t what, const void *with)
{
    register uint32_t call __asm__("r0") = what;
    register const void *argument __asm__("r1") = with;
    __asm__ volatile("bkpt 0xab" : "+r"(call) : "r"(argument) : "memory");
}

void say(const char *text)
{
    ask(0x04u, text);
}

void say_number(int32_t value)
{
    char digits[12];
    char *at = digits + sizeof digits - 1;
    uint32_t left = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    *at = '\0';
    do {
        *--at = (char)('0' + left % 10u);
        left /= 10u;
    } while (left != 0u);
    if (value < 0) *--at = '-';
    say(at);
}

static void leave(int code)
{
    const uint32_t block[2] = {0x20026u, (uint32_t)code};
    ask(0x20u, block);
    for (;;) {}
}

static void reset(void)
{
    leave(main());
}

static void fault(void)
{
    leave(99);
}

__attribute__((section(".vectors"), used))
static const void *const vectors[4] = {&stack_top, (const void *)reset, (const void *)fault, (const void *)fault};
