import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NumberType } from '../export/forms/examples.ts';
import { forms } from '../export/forms/forms.ts';
import type { Program } from '../export/program.ts';
import { CommandError } from './command.ts';

const FUNCTION = 'predict';
const COMPILER = 'arm-none-eabi-gcc';
const OPTIONS = '-std=c99 -Os -mthumb -ffunction-sections -fdata-sections'.split(' ');
/** What nothing leads to from the function is left out, so that what is left is what it costs. */
const LINKING = '-nostartfiles --specs=nosys.specs -Wl,--gc-sections -lm'.split(' ');

/** Small cores: without and with a division of their own, and with a unit for single precision. */
const CORES: Readonly<Record<string, readonly string[]>> = {
  'cortex-m0': [],
  'cortex-m3': [],
  'cortex-m4': ['-mfloat-abi=hard', '-mfpu=fpv4-sp-d16'],
};

/** Bytes of flash that a network's function takes on a core; null where the type has no room for its numbers. */
export interface Flash {
  readonly core: string;
  readonly q15: number | null;
  readonly single: number | null;
  readonly float: number | null;
}

/** With all that it takes from libraries. Throws a CommandError where the compiler is missing or fails. */
export function flashOf(program: Program): Flash[] {
  return Object.keys(CORES).map((core) => ({
    core,
    q15: sizeIn('q15', program, core),
    single: sizeIn('single', program, core),
    float: sizeIn('float', program, core),
  }));
}

function sizeIn(type: NumberType, program: Program, core: string): number | null {
  try {
    return sizeOf(forms.c.print(program, { name: FUNCTION, type, examples: null }), core);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function sizeOf(source: string, core: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'swat-flash-'));
  try {
    writeFileSync(join(folder, 'predict.c'), source);
    const files = ['predict.c', '-o', 'predict.elf', `-Wl,-e,${FUNCTION}`];
    called(folder, COMPILER, [...OPTIONS, `-mcpu=${core}`, ...(CORES[core] ?? []), ...files, ...LINKING]);
    const [, text = '', data = ''] =
      /^\s*(\d+)\s+(\d+)/m.exec(called(folder, 'arm-none-eabi-size', ['predict.elf'])) ?? [];
    return Number(text) + Number(data);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function called(cwd: string, tool: string, words: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(tool, words, { cwd, encoding: 'utf8' });
  if (error) throw new CommandError(`--flash needs ${tool}, which is not installed`, 2);
  if (status !== 0) throw new CommandError(`--flash: ${tool} failed: ${stderr.trim()}`, 1);
  return stdout;
}
