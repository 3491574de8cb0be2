import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../dag/operation.ts';
import { DataError } from '../data/error.ts';
import { copies } from '../data/folds.ts';
import { splitTable, TEST, TRAIN, VALIDATION } from '../data/split.ts';
import { readTable, type Table } from '../data/table.ts';
import { tableWarnings } from '../data/warnings.ts';
import { decodeSafetensors, encodeSafetensors } from '../kernel/index.ts';
import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { TableParameters } from '../schema/types.ts';
import { readJson, writeJson } from './results.ts';
import type { StageDefinition } from './stage.ts';

/** What is known of a table besides its numbers. */
export interface TableCard {
  readonly table: string;
  readonly target: string;
  readonly unit: string;
  readonly inputs: readonly string[];
  readonly rows: Readonly<Record<'read' | 'dropped' | 'train' | 'validation' | 'test', number>>;
  /** Standard deviation of what was added to the target, as a share of its own; 0 of a table from a file. */
  readonly noise: number;
  readonly seed: number;
}

/** A split table. S rows, I inputs: x [S, I], y [S], part [S] (0 training, 1 validation, 2 test). */
export interface SplitTable {
  readonly card: TableCard;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly part: Uint8Array;
}

export const table: StageDefinition = {
  name: 'table',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: ['file'],
  async run(context) {
    const parameters = context.with as unknown as TableParameters;
    const rows = read(context, parameters);
    const { x, y, part } = cut(context, rows, parameters);
    const [train, validation, test] = [TRAIN, VALIDATION, TEST].map(
      (wanted) => part.filter((each) => each === wanted).length,
    ) as [number, number, number];
    noteCopies(context, x, y);
    if (rows.dropped > 0) {
      context.notice(`${rows.dropped} of ${rows.read} rows dropped: the target or an input is missing`);
    }
    for (const warning of tableWarnings(rows)) context.notice(warning);
    const { target, unit, seed } = parameters;
    const card: TableCard = {
      table: rows.name,
      target,
      unit,
      inputs: rows.inputs,
      rows: { read: rows.read, dropped: rows.dropped, train, validation, test },
      noise: 0,
      seed,
    };
    writeTable(context, { card, x, y, part });
  },
};

/** The table's rows and their parts; of those that are not test rows only `train_rows` where that is given. */
function cut(
  { notice }: StageContext,
  rows: Table,
  { split, seed, train_rows }: TableParameters,
): Omit<SplitTable, 'card'> {
  const { x, y } = rows;
  const part = splitTable(x, y, split, seed);
  if (train_rows === null) return { x, y, part };
  const fitted = Array.from(part.keys()).filter((row) => part[row] !== TEST);
  if (train_rows > fitted.length)
    notice(`train_rows is ${train_rows}, but only ${fitted.length} rows are not test rows: all are kept`);
  const dropped = new Set(shuffle(openStream(`split/${seed}/train`), fitted).slice(train_rows));
  const inputs = rows.inputs.length;
  return {
    x: x.filter((_, place) => !dropped.has(Math.floor(place / inputs))),
    y: y.filter((_, row) => !dropped.has(row)),
    part: part.filter((_, row) => !dropped.has(row)),
  };
}

function noteCopies({ notice }: StageContext, x: Float64Array, y: Float64Array): void {
  const copied = y.length - copies(x, y).length;
  if (copied === 0) return;
  notice(`${copied} of ${y.length} rows are copies of others: they stay in the same part`);
}

function read({ notice }: StageContext, { file, target, inputs, max_inputs }: TableParameters): Table {
  try {
    return readTable(file, { target, inputs, maxInputs: max_inputs }, notice);
  } catch (error) {
    if (error instanceof DataError) throw new StageError(error.message, 'user');
    throw error;
  }
}

/** Leaves a split table in the artifact, for `readSplitTable`. */
export function writeTable(context: StageContext, { card, x, y, part }: SplitTable): void {
  const rows = y.length;
  const tensors = {
    x: { dtype: 'float64', shape: [rows, x.length / rows], data: x },
    y: { dtype: 'float64', shape: [rows], data: y },
    part: { dtype: 'uint8', shape: [rows], data: part },
  } as const;
  writeFileSync(join(context.out, 'rows.safetensors'), encodeSafetensors({ tensors, metadata: {} }));
  writeJson(context, 'table.json', card);
}

/** The table in a table stage's artifact. */
export function readSplitTable(folder: string): SplitTable {
  const { tensors } = decodeSafetensors(readFileSync(join(folder, 'rows.safetensors')));
  const { x, y, part } = tensors;
  if (
    !(x?.data instanceof Float64Array && y?.data instanceof Float64Array && part?.data instanceof Uint8Array)
  ) {
    throw new Error(`${folder}: rows.safetensors does not hold x, y and part`);
  }
  return { card: readJson<TableCard>(folder, 'table.json'), x: x.data, y: y.data, part: part.data };
}
