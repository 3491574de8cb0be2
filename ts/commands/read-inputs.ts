import { encode } from '../data/encode.ts';
import { DataError } from '../data/error.ts';
import type { Frame, UsableColumn } from '../data/frame.ts';
import type { Sampling } from '../data/read/kept-rows.ts';
import type { FrameOptions } from '../data/read/pass.ts';
import { readFrame } from '../data/read/read.ts';
import type { NetworkFile } from '../export/read.ts';
import { CommandError } from './command.ts';

/** A table, and what a network's inputs take of its rows. */
export interface Inputs {
  readonly frame: Frame;
  /** [S, inputs], row-major; NaN where there is a gap that nothing fills. */
  readonly x: Float64Array;
}

/** What further columns are taken for, by name; null: for what they look like. */
type Kinds = ReadonlyMap<string, UsableColumn['kind'] | null>;

/** What else stands for a missing value in a table. */
export const MISSING_WORDS = {
  flags: '--missing <words>',
  summary:
    'what else stands for a missing value in the table, e.g. -999 (what did when the network was found)',
};

/**
 * Reads the columns of a network from a table, and `others`; the rest of the table is passed over. `more` are further words
 * that stand for a missing value, between commas. With `sampling`, a larger table is so many of its rows.
 */
export async function readInputs(
  { columns, inputs, missing = [] }: NetworkFile,
  table: string,
  more: unknown,
  others: Kinds = new Map(),
  sampling?: Sampling,
): Promise<Inputs> {
  const note = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const kinds = new Map<string, UsableColumn['kind'] | null>(
    columns.map(({ name, kind }) => [name, kind === 'category' ? kind : null]),
  );
  const words = more === undefined ? [] : String(more).split(',');
  for (const [name, kind] of others) kinds.set(name, kind ?? kinds.get(name) ?? null);
  const options: FrameOptions = {
    missing: [...missing, ...words.map((word) => word.trim())],
    kinds: new Map([...kinds].flatMap(([name, kind]) => (kind === null ? [] : [[name, kind]]))),
    reads: (name) => kinds.has(name),
    ...(sampling ? { sampling } : {}),
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
