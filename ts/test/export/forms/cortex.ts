import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { needs, run } from './tools.ts';

/** A core, and a board of qemu that has it. */
export interface Core {
  readonly cpu: string;
  readonly board: string;
  /** What a compiler is told of its floating-point unit. */
  readonly unit: readonly string[];
}

export const CORES: readonly Core[] = [
  { cpu: 'cortex-m0', board: 'microbit', unit: [] },
  { cpu: 'cortex-m3', board: 'mps2-an385', unit: [] },
  { cpu: 'cortex-m4', board: 'mps2-an386', unit: ['-mfloat-abi=hard', '-mfpu=fpv4-sp-d16'] },
];

/** Skips the test with a word where compiler, library or emulator are missing. */
export function needsArm(context: Context): void {
  needs(context, 'arm-none-eabi-gcc', 'arm-none-eabi-nm', 'qemu-system-arm');
  needs(context, ['arm-none-eabi-gcc', '--specs=nosys.specs', '--version']);
}

const WARNINGS = '-pedantic -Wall -Wextra -Wshadow -Wdouble-promotion -Wconversion -Werror'.split(' ');

/** Begins with `main`, and ends by the debugger's call SYS_EXIT_EXTENDED with what it returned; a fault is 99. */
const START = `#include <stdint.h>
int main(void);
extern char stack_top;
static void leave(int code)
{
    const uint32_t block[2] = {0x20026u, (uint32_t)code};
    register uint32_t call __asm__("r0") = 0x20u;
    register const uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : : "r"(call), "r"(argument) : "memory");
    for (;;) {}
}
static void reset(void)
{
#ifdef __ARM_FP
    *(volatile uint32_t *)0xe000ed88u |= 0xf00000u; // the floating-point unit is switched on
#endif
    leave(main());
}
static void fault(void) { leave(99); }
__attribute__((section(".vectors"), used))
static const void *const vectors[4] = {&stack_top, (const void *)reset, (const void *)fault, (const void *)fault};
`;

/** Flash and RAM as the smaller of the boards has them. The emulator loads .data where it belongs. */
const LINK = `MEMORY
{
  FLASH : ORIGIN = 0, LENGTH = 256K
  RAM : ORIGIN = 0x20000000, LENGTH = 16K
}
SECTIONS
{
  .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) } > FLASH
  .ARM.exidx : { *(.ARM.exidx*) } > FLASH
  .data : { *(.data*) } > RAM
  .bss : { *(.bss*) *(COMMON) } > RAM
}
stack_top = ORIGIN(RAM) + LENGTH(RAM);
`;

/** Compiles a source for a core, without a warning, and returns the names that it leaves to libraries. */
export function compileFor({ cpu, unit }: Core, folder: string, source: string): string[] {
  writeFileSync(join(folder, 'network.c'), source);
  const options = ['-std=c99', '-Os', `-mcpu=${cpu}`, ...unit, '-mthumb', '-ffunction-sections', ...WARNINGS];
  run(folder, ['arm-none-eabi-gcc', ...options, '-c', 'network.c', '-o', 'network.o']);
  const lines = run(folder, ['arm-none-eabi-nm', '-u', 'network.o']).split('\n');
  return lines.map((line) => line.replace(/^\s*U\s*/, '')).filter(Boolean);
}

/** A `main` that says whether calls of `predict` with these rows of numbers, as C writes them, take at most so many instructions each. */
export function countingMain(
  type: 'int32_t' | 'float' | 'double',
  rows: readonly (readonly string[])[],
  most: number,
): string {
  const width = rows[0]?.length ?? 0;
  return `#include <stdint.h>
${type} sink;
int main(void)
{
    static const ${type} x[${rows.length}][${width}] = {${rows.map((row) => `{${row.join(', ')}}`).join(', ')}};
    // SysTick counts down, at 25 MHz; the emulator lets an instruction take a nanosecond: 40 of them a tick.
    volatile uint32_t *const tick = (volatile uint32_t *)0xe000e010u;
    tick[1] = 0xffffffu;
    tick[2] = 0u;
    tick[0] = 5u;
    while (tick[2] == 0u) {}
    const uint32_t before = tick[2];
    for (int k = 0; k < 100; k++) for (int row = 0; row < ${rows.length}; row++) sink = predict(x[row]);
    const uint32_t ticks = before - tick[2];
    return ticks > 100u && ticks * 40u <= ${100 * rows.length * most}u ? 0 : 1;
}
`;
}

/** Compiles `source`, and says whether calls of its `predict` take at most so many instructions each in code for the core. */
export function takesAtMost(core: Core, folder: string, source: string): boolean {
  compileFor(core, folder, source);
  // The smallest board has no such timer; its code runs on the next one as well.
  const board = core.board === 'microbit' ? 'mps2-an385' : core.board;
  return runOn({ ...core, board }, folder, ['-icount', 'shift=0']) === 0;
}

/** Links what was compiled, runs it on the core's board, and returns what `main` returned. */
export function runOn({ cpu, board, unit }: Core, folder: string, emulation: readonly string[] = []): number {
  writeFileSync(join(folder, 'start.c'), START);
  writeFileSync(join(folder, 'board.ld'), LINK);
  const options = [
    `-mcpu=${cpu}`,
    ...unit,
    '-mthumb',
    '-Os',
    '-nostartfiles',
    '--specs=nosys.specs',
    '-Wl,--gc-sections',
  ];
  const files = ['-T', 'board.ld', 'start.c', 'network.o', '-lm', '-o', 'network.elf'];
  run(folder, ['arm-none-eabi-gcc', ...options, ...files]);
  const quiet = ['-semihosting', '-display', 'none', '-monitor', 'none', '-serial', 'none'];
  try {
    run(folder, ['qemu-system-arm', '-M', board, ...emulation, ...quiet, '-kernel', 'network.elf']);
    return 0;
  } catch (error) {
    const [, code] = /ended with (\d+)/.exec((error as Error).message) ?? [];
    if (code === undefined) throw error;
    return Number(code);
  }
}
