import { encode } from '../data/encode.ts';
import { DataError } from '../data/error.ts';
import type { Frame, UsableColumn } from '../data/frame.ts';
import { readFrame } from '../data/read/read.ts';
import type { NetworkFile } from '../export/read.ts';
import { CommandError } from './command.ts';

/** A table, and what a network's inputs take of its rows. */
export interface Inputs {
  readonly frame: Frame;
  /** [S, inputs], row-major; NaN where there is a gap that nothing fills. */
  readonly x: Float64Array;
}

/** What further columns are taken for, by name. */
export type Kinds = ReadonlyMap<string, UsableColumn['kind']>;

/** What else stands for a missing value in a table. */
export const MISSING_WORDS = {
  flags: '--missing <words>',
  summary:
    'what else stands for a missing value in the table, e.g. -999 (what did when the network was found)',
};

/**
 * Reads the columns of a network from a table; `more` are further words that stand for a missing value, between commas,
 * `others` further columns of a known kind.
 */
export async function readInputs(
  { columns, inputs, missing = [] }: NetworkFile,
  table: string,
  more: unknown,
  others: Kinds = new Map(),
): Promise<Inputs> {
  const note = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const categories = columns.flatMap(({ name, kind }) =>
    kind === 'category' ? [[name, kind] as const] : [],
  );
  const words = more === undefined ? [] : String(more).split(',');
  const options = {
    missing: [...missing, ...words.map((word) => word.trim())],
    kinds: new Map([...categories, ...others]),
  };
  return orCommandError(async () => {
    const frame = await readFrame(table, options, note);
    return { frame, x: encode({ columns, features: inputs }, frame) };
  });
}

/** What is wrong with a table is for the user to mend. */
export async function orCommandError<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError) throw new CommandError(error.message, 2);
    throw error;
  }
}
