import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { needs, run } from './tools.ts';

/** Skips the test with a word where compiler or emulator are missing. */
export function needsAvr(context: Context): void {
  needs(context, 'avr-g++');
  needs(context, 'avr-g++ -mmcu=atmega328p -E -include avr/io.h -x c++ /dev/null'.split(' '));
  needs(context, 'simavr');
}

/** Says on the serial port what the self-test returns, and sleeps for ever, by which the emulator ends. */
const MAIN = `#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include "predict.h"
static void put(char letter)
{
    while (!(UCSR0A & (1 << UDRE0))) {}
    UDR0 = (uint8_t)letter;
}
int main()
{
    UCSR0B = (1 << TXEN0);
    put('=');
    put((char)('0' + predict_self_test()));
    put('\\n');
    while (!(UCSR0A & (1 << TXC0))) {}
    cli();
    sleep_enable();
    sleep_cpu();
}
`;

/** Compiles a header for the ATmega328P of an Arduino Uno, runs its self-test there, and returns what that returned. */
export function selfTestOnUno(folder: string, header: string): number {
  writeFileSync(join(folder, 'predict.h'), header);
  writeFileSync(join(folder, 'main.cpp'), MAIN);
  const options = '-std=gnu++11 -Os -mmcu=atmega328p -Wall -Wextra -Wshadow -Werror'.split(' ');
  run(folder, ['avr-g++', ...options, 'main.cpp', '-o', 'main.elf']);
  // What the board says comes on standard error in some versions.
  const said = run(folder, ['sh', '-c', 'exec simavr -m atmega328p -f 16000000 main.elf 2>&1']);
  const [, code] = /=(\d)/.exec(said) ?? [];
  if (code === undefined) throw new Error(`the board said ${said}`);
  return Number(code);
}
