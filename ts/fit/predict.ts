import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { type Cell, frameOf } from '../data/cells.ts';
import { encode } from '../data/encode.ts';
import { predict as answers } from '../export/predict.ts';
import { readNetwork } from '../export/read.ts';
import { mostProbable, probabilityOf } from '../export/task.ts';
import { isForeign, NO_HINTS, readForeign } from '../foreign/read.ts';
import type { NetworkFile } from '../schema/types.ts';

/** A row of a table: cells in the order of the network's columns, or by their names. Missing: null, undefined or ''. */
export type Row = readonly Value[] | Readonly<Record<string, Value>>;
export type Value = number | string | Date | null | undefined;

/** What a network says of a row: of one target its number, of several theirs; NaN where there is no prediction. */
export type Prediction = number | readonly number[] | ClassPrediction;

/** The most probable class, null where there is no prediction, and the probabilities of all. */
export interface ClassPrediction {
  readonly label: string | null;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** The network in a file, or the chosen one of a fit's folder. Throws a StageError, a sentence, where there is none. */
export async function loadNetwork(named: string): Promise<NetworkFile> {
  const isFolder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? join(named, 'chosen.json') : named;
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new StageError(`there is no network file ${file} (${error.code})`, 'user');
  });
  if (isForeign(file)) return readForeign(file, bytes, NO_HINTS);
  const result = readNetwork(new TextDecoder().decode(bytes));
  if (result.ok) return result.value;
  throw new StageError(`${file} is not a network of swat: ${result.complaints[0]?.message}`, 'user');
}

/** What the network says of each row; no Python is needed. */
export async function predict(network: NetworkFile | string, rows: readonly Row[]): Promise<Prediction[]> {
  const known = typeof network === 'string' ? await loadNetwork(network) : network;
  const { columns, inputs, labels } = known;
  const cells = rows.map((row) => cellsOf(row, known));
  const said = answers(known, encode({ columns, features: inputs }, frameOf(columns, cells)));
  const width = rows.length === 0 ? 1 : said.length / rows.length;
  return rows.map((_, row) => {
    if (labels) return classOf(labels, said, row * width);
    return width === 1 ? (said[row] as number) : Array.from(said.subarray(row * width, (row + 1) * width));
  });
}

function classOf(labels: readonly string[], said: Float64Array, place: number): ClassPrediction {
  const width = labels.length === 2 ? 1 : labels.length;
  const own = said.slice(place, place + width);
  const [best = 0] = mostProbable(labels.length, own);
  return {
    label: Number.isNaN(own[0]) ? null : (labels[best] as string),
    probabilities: Object.fromEntries(
      labels.map((label, which) => [label, probabilityOf(own, 0, labels.length, which)]),
    ),
  };
}

function cellsOf(row: Row, { columns }: NetworkFile): Cell[] {
  return columns.map(({ name, kind }, i) => {
    const value = (Array.isArray(row) ? row[i] : (row as Record<string, Value>)[name]) as Value;
    if (value === null || value === undefined || value === '') return null;
    if (kind === 'category') return String(value);
    if (value instanceof Date) return value.getTime() / 1000;
    if (kind === 'date' && typeof value === 'string') return secondsOf(value, name);
    const number = Number(value);
    if (Number.isNaN(number) && typeof value === 'string') {
      throw new StageError(`column "${name}" has "${value}", where the network takes a number`, 'user');
    }
    return Number.isNaN(number) ? null : number;
  });
}

/** A date without a zone is in UTC, as tables have it. */
function secondsOf(text: string, name: string): number {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes(':') ? text : `${text}Z`;
  const time = Date.parse(zoned.replace(' ', 'T'));
  if (Number.isNaN(time)) {
    throw new StageError(`column "${name}" has "${text}", where the network takes a date`, 'user');
  }
  return time / 1000;
}
