import { buffer } from 'node:stream/consumers';
import { encode } from '../data/encode.ts';
import { DataError } from '../data/error.ts';
import type { Frame, UsableColumn } from '../data/frame.ts';
import type { Sampling } from '../data/read/kept-rows.ts';
import type { FrameOptions } from '../data/read/pass.ts';
import { readFrame, readFrameBytes } from '../data/read/read.ts';
import type { NetworkFile } from '../export/read.ts';
import { CommandError } from './command.ts';

/** The table's name where it comes by standard input. */
export const STDIN = '-';

/** A table, and what a network's inputs take of its rows. */
export interface Inputs {
  readonly frame: Frame;
  /** [S, inputs], row-major; NaN where there is a gap that nothing fills. */
  readonly x: Float64Array;
}

/** What further columns are taken for, by name; null: for what they look like. */
type Kinds = ReadonlyMap<string, UsableColumn['kind'] | null>;

/**
 * Reads the columns of a network from a table, and `others`; the rest of the table is passed over. With `sampling`, a larger
 * table is so many of its rows.
 */
export async function readInputs(
  { columns, inputs }: NetworkFile,
  table: string,
  others: Kinds = new Map(),
  sampling?: Sampling,
): Promise<Inputs> {
  const note = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const kinds = new Map<string, UsableColumn['kind'] | null>(
    columns.map(({ name, kind }) => [name, kind === 'category' ? kind : null]),
  );
  for (const [name, kind] of others) kinds.set(name, kind ?? kinds.get(name) ?? null);
  const options: FrameOptions = {
    kinds: new Map([...kinds].flatMap(([name, kind]) => (kind === null ? [] : [[name, kind]]))),
    reads: (name) => kinds.has(name),
    ...(sampling ? { sampling } : {}),
  };
  return orCommandError(async () => {
    const frame =
      table === STDIN
        ? await readFrameBytes(await buffer(process.stdin), 'standard input', options, note)
        : await readFrame(table, options, note);
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
