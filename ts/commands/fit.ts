import type { Event } from '../dag/event.ts';
import { STDIN } from '../data/read/source.ts';
import { type FitHooks, fitInto } from '../fit/fit.ts';
import { freeFolder } from '../fit/free-folder.ts';
import type { FitOptions } from '../fit/options.ts';
import { type Log, openLog } from '../log/log.ts';
import { spaceFile } from '../stages/shipped-spaces.ts';
import { type Command, CommandError, INTERRUPTED, type Input, type Option } from './command.ts';
import { asCommandError } from './fit-error.ts';
import { KERNEL, kernelNamed } from './kernel-elsewhere.ts';
import { filesText } from './results-text.ts';

/** The options by the names that `fit` has for them. */
const OPTIONS: readonly (Option & { readonly sets: keyof FitOptions; readonly reads?: Reader })[] = [
  { flags: '--target <column>', summary: 'what to predict; several numbers: a,b', sets: 'target' },
  { flags: '--inputs <columns>', summary: 'from these columns: a,b,c (all others)', sets: 'inputs' },
  { flags: '--drop <columns>', summary: 'columns that are left out', sets: 'drop' },
  { flags: '--category <columns>', summary: 'columns of numbers that are codes', sets: 'category' },
  { flags: '--missing <words>', summary: 'what else stands for a missing value, e.g. -999', sets: 'missing' },
  {
    flags: '--gaps <what>',
    summary: 'rows with a missing input: fill, drop or error ("fill")',
    sets: 'gaps',
  },
  {
    flags: '--task <task>',
    summary: 'auto, regression or classification ("auto")',
    sets: 'task',
  },
  {
    flags: '--max-nonzeros <n>',
    summary: 'no network with more numbers',
    sets: 'maxNonzeros',
    reads: number,
  },
  { flags: '--time <time>', summary: 'for the search: 60s, 2m ("60s")', sets: 'seconds', reads: seconds },
  {
    flags: '--steps <n>',
    summary: 'optimiser steps in place of time: the same again on any machine',
    sets: 'steps',
    reads: number,
  },
  { flags: '--seed <n>', summary: 'of the split and of the search ("0")', sets: 'seed', reads: number },
  { flags: '--by <column>', summary: 'a network for each value of this column', sets: 'by' },
  { flags: '--split <how>', summary: 'random, group:COLUMN or time:COLUMN ("random")', sets: 'split' },
  { flags: '--test <file>', summary: 'a table of test rows (a fifth of the rows)', sets: 'test' },
  {
    flags: '--space <space>',
    summary: 'a trained space that networks begin from, too: table, a file, or none ("none")',
    sets: 'space',
    reads: fileOfSpace,
  },
  { flags: '--loss <loss>', summary: 'auto, squared or huber ("auto")', sets: 'loss' },
  { flags: '--budget <size>', summary: 'what a device can hold: 2kB, 500cycles (estimated)', sets: 'budget' },
  { flags: '--unit <text>', summary: "the target's unit, for the report", sets: 'unit' },
  { flags: '--title <text>', summary: "the report's title", sets: 'title' },
];

type Reader = (text: string, flag: string) => number | string | undefined;

export const fit: Command = {
  name: 'fit',
  computes: true,
  summary: 'Find the small network for a column of a table: front, report, and the network to take',
  arguments: [
    {
      name: 'table',
      summary: `CSV of any separator, TSV, JSON (objects in lines or in one list) or Parquet; also gzipped; ${STDIN} for standard input`,
    },
  ],
  options: [...OPTIONS, KERNEL, { flags: '--out <folder>', summary: 'where it is left ("TABLE-fit")' }],
  async run(input) {
    const { stdout, signal } = input;
    const table = input.arguments.table ?? '';
    const options = optionsOf(table, input);
    const kernel = await kernelNamed(input);
    const out = String(input.options.out ?? freeFolder(table === STDIN ? 'stdin' : table, 'fit'));
    const log = openLog({
      mode: 'auto',
      stdout: process.stdout,
      stderr: process.stderr,
      file: null,
      now: Date.now,
    });
    const emit = begun(log, table === STDIN ? 'standard input' : table);
    // On a terminal the line passes.
    if (process.stderr.isTTY) emit();
    const hooks: FitHooks = {
      signal,
      kernel,
      onProgress: ({ done, total, unit, note }) =>
        emit({
          kind: 'stage-progress',
          stage: 'fit',
          done,
          total,
          unit,
          ...(note === undefined ? {} : { note }),
        }),
      onNotice: (text) => emit({ kind: 'stage-notice', stage: 'fit', text }),
    };
    try {
      const { results } = await fitInto(out, options, hooks);
      await log.close();
      stdout.write(filesText(results.text, results.files));
      return 0;
    } catch (error) {
      if (signal.aborted) {
        emit({ kind: 'stage-interrupted', stage: 'fit' });
        return INTERRUPTED;
      }
      throw asCommandError(error, OPTIONS);
    } finally {
      await log.close();
    }
  },
};

/** Milliseconds in which a table of usual size is read, or refused. */
const PATIENCE = 1000;

/**
 * Says that the fit of `table` has started before it says anything else: what is refused without more has not. How far the
 * reading is comes only where it takes long.
 */
function begun(log: Log, table: string): (event?: Event) => void {
  const start = performance.now();
  let isBegun = false;
  return (event) => {
    if (!isBegun && event?.kind === 'stage-progress' && performance.now() - start < PATIENCE) return;
    if (!isBegun) log.emit({ kind: 'stage-started', stage: 'fit', why: table });
    isBegun = true;
    if (event !== undefined) log.emit(event);
  };
}

function optionsOf(table: string, { options }: Input): FitOptions {
  const given: Record<string, unknown> = { table };
  for (const { flags, sets, reads } of OPTIONS) {
    const flag = flags.split(' ')[0] ?? '';
    const value = options[camelCase(flag)];
    if (value !== undefined) given[sets] = reads ? reads(String(value), flag) : value;
  }
  if (given.target === undefined)
    throw new CommandError('say which column is to be predicted: --target COLUMN', 2);
  return given as unknown as FitOptions;
}

export function camelCase(flag: string): string {
  return flag.replace(/^--/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export function number(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new CommandError(`${flag} takes a number, not ${JSON.stringify(text)}`, 2);
}

function fileOfSpace(text: string): string | undefined {
  try {
    return text === 'none' ? undefined : spaceFile(text);
  } catch (error) {
    throw asCommandError(error, OPTIONS);
  }
}

export function seconds(text: string, flag: string): number {
  const [, value = '', unit = 's'] = /^(\d+(?:\.\d+)?)\s*(s|m|h)?$/.exec(text.trim()) ?? [];
  if (value === '')
    throw new CommandError(`${flag} takes seconds, minutes or hours (60s, 2m), not ${text}`, 2);
  return Number(value) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
}
