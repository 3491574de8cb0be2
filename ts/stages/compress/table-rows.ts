import { StageError } from '../../dag/operation.ts';
import { encode } from '../../data/encode.ts';
import { DataError } from '../../data/error.ts';
import type { Frame, UsableColumn } from '../../data/frame.ts';
import { readFrame } from '../../data/read/read.ts';
import { distinctRows, selectRows } from '../../data/rows.ts';
import { usesInput } from '../../export/used.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { Notice } from '../prepare/given.ts';

/** Rows of what a network's inputs take, [count, inputs]: distinct ones, none with a gap that is used. */
export interface Rows {
  readonly count: number;
  readonly x: Float64Array;
}

/** A table as it is read for a network: its categories are words, whatever they look like. */
export async function frameFor(file: string, network: NetworkFile | null, notice: Notice): Promise<Frame> {
  const words = (network?.columns ?? []).flatMap(({ name, kind }): [string, UsableColumn['kind']][] =>
    kind === 'category' ? [[name, kind]] : [],
  );
  return inTable(() => readFrame(file, { kinds: new Map(words) }, notice));
}

/** The rows of a table as the network takes them. */
export async function tableRows(network: NetworkFile, frame: Frame): Promise<Rows> {
  const { columns, inputs } = network;
  const x = await inTable(async () => encode({ columns, features: inputs }, frame));
  const width = inputs.length;
  const used = inputs.map((_, i) => usesInput(network, i));
  // What is not used may be missing; it is 0 then, and nothing sees it.
  const isWhole = (row: number) => used.every((is, i) => !is || Number.isFinite(x[row * width + i]));
  const whole = Array.from({ length: frame.rows }, (_, row) => row).filter(isWhole);
  const all = { count: frame.rows, x: x.map((value) => (Number.isFinite(value) ? value : 0)) };
  const none = { y: new Float64Array(), group: null };
  const { count, x: kept } = distinctRows(selectRows({ ...all, ...none }, whole));
  return { count, x: kept };
}

async function inTable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DataError) throw new StageError(error.message, 'user');
    throw error;
  }
}

/** The columns that are the inputs of a network that does not know them: as they are named, or as many as it takes. */
export function columnsFor(
  frame: Frame,
  asked: readonly string[],
  inputs: number,
  file: string,
): readonly string[] {
  if (asked.length > 0) return asked;
  const names = frame.columns.map(({ name }) => name);
  const plain = Array.from({ length: inputs }, (_, i) => `x${i + 1}`);
  if (plain.every((name) => names.includes(name))) return plain;
  if (names.length === inputs) return names;
  throw new StageError(
    `${file} takes ${inputs} inputs, and ${frame.name} has ${names.length} columns: name them in the order of the inputs with --inputs`,
    'user',
  );
}
