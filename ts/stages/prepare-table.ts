import { StageError } from '../dag/operation.ts';
import { encode } from '../data/encode.ts';
import { DataError } from '../data/error.ts';
import type { Order } from '../data/folds.ts';
import { columnOf, type Frame, isGap } from '../data/frame.ts';
import { frameWarnings } from '../data/frame-warnings.ts';
import type { FrameOptions } from '../data/read/pass.ts';
import { readFrame } from '../data/read/read.ts';
import { chooseColumns } from '../data/roles.ts';
import { copies, selectRows, type TableRows } from '../data/rows.ts';
import { splitTable, TEST } from '../data/split.ts';
import { knownTarget, type Target, targetOf } from '../data/target.ts';
import { fitTreatment, rowsUnder } from '../data/treatment.ts';
import type { Task } from '../export/task.ts';
import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { NetworkColumn, Treatment } from '../schema/columns.ts';
import type { TableParameters } from '../schema/types.ts';
import { columnLines } from './column-lines.ts';
import { partCounts, type SplitTable } from './table.ts';

type Notice = (sentence: string) => void;

/** Reads a table, makes its columns numbers and splits its rows; what was taken for granted is noticed. */
export async function prepareTable(parameters: TableParameters, notice: Notice): Promise<SplitTable> {
  try {
    return await prepared(parameters, notice);
  } catch (error) {
    if (error instanceof DataError) throw new StageError(error.message, 'user');
    throw error;
  }
}

/** Rows of a file that are used, and what is predicted in them. */
interface Asked {
  readonly frame: Frame;
  readonly inputs: readonly string[];
  readonly target: Target;
  /** Rows of the frame; `places` are theirs among the target's rows. */
  readonly rows: readonly number[];
  readonly places: readonly number[];
}

async function prepared(parameters: TableParameters, notice: Notice): Promise<SplitTable> {
  const options = { missing: listed(parameters.missing), category: listed(parameters.category) };
  const targets = namesIn(parameters.target);
  const frame = await readFrame(parameters.file, options, notice);
  const { inputs, notes } = chooseColumns(frame, {
    targets: targetNames(frame, targets),
    inputs: parameters.inputs,
    drop: [...listed(parameters.drop), ...dealtBy(parameters)],
  });
  for (const note of notes) notice(note);
  const asked = ask(frame, inputs, parameters, notice);
  const split = splitOf(parameters, asked);
  const part =
    parameters.test === null ? cut(parameters, asked, split) : partsBeside(parameters, asked, split);
  const fitted = asked.rows.filter((_, i) => part[i] !== TEST);
  const treatment = fitTreatment(frame, inputs, fitted);
  if (treatment.features.length > (parameters.max_inputs ?? Number.POSITIVE_INFINITY)) {
    throw new StageError(
      `${parameters.file} gives ${treatment.features.length} inputs and at most ${parameters.max_inputs} are allowed (max_inputs): choose some with inputs, or drop some`,
      'user',
    );
  }
  for (const warning of frameWarnings(frame, inputs, asked.target)) notice(warning);
  notice(columnLines(treatment, asked.target));
  const own = numbersOf(asked, treatment, split.group);
  const others =
    parameters.test === null
      ? null
      : await testRows(
          parameters.test,
          { ...options, kinds: kindsOf(frame) },
          parameters,
          asked,
          treatment,
          notice,
        );
  const rows = others ? joined(own.rows, others.rows) : own.rows;
  const parts = new Uint8Array(rows.count).fill(TEST);
  own.places.forEach((place, i) => {
    parts[i] = part[place] as number;
  });
  return assembled(parameters, { asked, treatment, split, parts, rows }, notice);
}

interface Pieces {
  readonly asked: Asked;
  readonly treatment: Treatment;
  readonly split: Split;
  readonly parts: Uint8Array;
  /** Those of a test file after the others. */
  readonly rows: TableRows;
}

function assembled(
  { unit, seed, train_rows }: TableParameters,
  { asked, treatment, split, parts, rows }: Pieces,
  notice: Notice,
): SplitTable {
  const kept = limited(parts, train_rows, seed, notice);
  const { x, y, group } = selectRows(rows, kept);
  const chosen = Uint8Array.from(kept, (row) => parts[row] as number);
  noteCopies(rows, notice);
  const { frame, target } = asked;
  const dropped = frame.rows - asked.rows.length;
  if (dropped > 0) notice(`${dropped} of ${frame.rows} rows dropped: the target or an input is missing`);
  return {
    card: {
      table: frame.name,
      target: target.names.join(', '),
      unit,
      task: taskOf(target),
      inputs: treatment.features.map(({ name }) => name),
      treatment,
      split: split.by,
      rows: { read: dropped + rows.count, dropped, ...partCounts(chosen) },
      noise: 0,
      seed,
    },
    x,
    y,
    part: chosen,
    group,
  };
}

function taskOf(target: Target): Task {
  const { kind, names } = target;
  return { kind, targets: names, labels: target.kind === 'classification' ? target.labels : null };
}

/** The target's columns: one name that is a column's, though it has a comma, or several. */
function targetNames(frame: Frame, given: readonly string[]): string[] {
  const [only = ''] = given;
  const isColumn = given.length > 1 || frame.columns.some(({ name }) => name === only);
  return isColumn ? [...given] : only.split(',').map((name) => name.trim());
}

function ask(
  frame: Frame,
  inputs: readonly string[],
  { target, task, gaps }: TableParameters,
  notice: Notice,
): Asked {
  const found = targetOf(frame, targetNames(frame, namesIn(target)), task, notice);
  return withoutGaps(frame, inputs, found, { gaps });
}

function withoutGaps(
  frame: Frame,
  inputs: readonly string[],
  target: Target,
  { gaps }: Pick<TableParameters, 'gaps'>,
): Asked {
  const without = new Set(rowsUnder(gaps, frame, inputs));
  const places = target.rows.flatMap((row, place) => (without.has(row) ? [place] : []));
  return { frame, inputs, target, places, rows: places.map((place) => target.rows[place] as number) };
}

/** What columns are, for a table that is read like this one. */
function kindsOf({ columns }: Frame): Map<string, NetworkColumn['kind']> {
  return new Map(columns.flatMap(({ name, kind }) => (kind === 'broken' ? [] : [[name, kind]])));
}

async function testRows(
  file: string,
  options: FrameOptions,
  parameters: TableParameters,
  asked: Asked,
  treatment: Treatment,
  notice: Notice,
): Promise<ReturnType<typeof numbersOf>> {
  const frame = await readFrame(file, options, notice);
  return numbersOf(askLike(frame, asked.inputs, parameters, asked), treatment, null);
}

/** The rows of a test file: its classes are those of the other one. */
function askLike(
  frame: Frame,
  inputs: readonly string[],
  parameters: TableParameters,
  { target }: Asked,
): Asked {
  const known = knownTarget(frame, target.names, target.kind, () => {});
  const own = withoutGaps(frame, inputs, known, parameters);
  if (own.target.kind !== 'classification' || target.kind !== 'classification') return own;
  const { labels, y } = own.target;
  const numbers = labels.map((label) => target.labels.indexOf(label));
  const unknown = labels.find((_, place) => numbers[place] === -1);
  if (unknown !== undefined) {
    throw new StageError(
      `${frame.file} has the class "${unknown}", which no row of the other table has`,
      'user',
    );
  }
  return {
    ...own,
    target: { ...own.target, labels: target.labels, y: y.map((which) => numbers[which] as number) },
  };
}

/** The rows as numbers, and which of them these are: none has a gap where the fitted rows have none. */
function numbersOf(
  { frame, target, rows, places }: Asked,
  treatment: Treatment,
  group: Int32Array | null,
): { rows: TableRows; places: readonly number[] } {
  const width = target.kind === 'classification' ? 1 : target.names.length;
  const x = encode(treatment, frame);
  const features = treatment.features.length;
  const chosen = new Float64Array(rows.length * features);
  rows.forEach((row, i) => {
    chosen.set(x.subarray(row * features, (row + 1) * features), i * features);
  });
  const y = new Float64Array(rows.length * width);
  places.forEach((place, i) => {
    for (let o = 0; o < width; o++) y[i * width + o] = target.y[place * width + o] as number;
  });
  const known = Array.from({ length: rows.length }, (_, i) => i).filter((i) =>
    chosen.subarray(i * features, (i + 1) * features).every((value) => !Number.isNaN(value)),
  );
  const all = { count: rows.length, x: chosen, y, group };
  return { rows: known.length === rows.length ? all : selectRows(all, known), places: known };
}

/** What test rows and folds keep to, and the group of each row. */
interface Split {
  readonly by: Order['by'];
  readonly group: Int32Array | null;
}

function dealtBy({ split_by }: TableParameters): string[] {
  return split_by === 'random' ? [] : [split_by.slice(split_by.indexOf(':') + 1)];
}

function splitOf(parameters: TableParameters, { frame, rows, target }: Asked): Split {
  const [name] = dealtBy(parameters);
  if (name === undefined)
    return { by: target.kind === 'classification' ? 'classes' : 'nothing', group: null };
  const column = columnOf(frame, name);
  const gap = rows.find((row) => isGap(column, row));
  if (gap !== undefined)
    throw new DataError(`${frame.place(gap)}: column "${name}" has no value to split by.`);
  const values: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
  const sorted = [...new Set(rows.map((row) => values[row] as number))].sort((a, b) => a - b);
  const numbers = new Map(sorted.map((value, place) => [value, place]));
  const group = Int32Array.from(rows, (row) => numbers.get(values[row] as number) as number);
  return { by: parameters.split_by.startsWith('time:') ? 'time' : 'groups', group };
}

function cut({ split, seed }: TableParameters, asked: Asked, { by, group }: Split): Uint8Array {
  const { count, x, y } = keysOf(asked);
  return splitTable({ count, x, y, group }, split, by, seed);
}

/** All rows of the file beside a file of test rows: there are none among them. */
function partsBeside(parameters: TableParameters, asked: Asked, split: Split): Uint8Array {
  const [train = 0, validation = 0] = parameters.split;
  return cut({ ...parameters, split: [train, validation, 0] }, asked, split);
}

/** What tells rows apart before their columns are treated: the inputs as they are. */
function keysOf({ frame, inputs, target, rows, places }: Asked): Omit<TableRows, 'group'> {
  const columns = inputs.map((name) => columnOf(frame, name));
  const x = new Float64Array(rows.length * columns.length);
  columns.forEach((column, i) => {
    const values: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
    rows.forEach((row, place) => {
      const value = values[row] as number;
      x[place * columns.length + i] = Number.isNaN(value) ? Number.MAX_VALUE : value;
    });
  });
  const width = target.kind === 'classification' ? 1 : target.names.length;
  const y = Float64Array.from(
    places.flatMap((place) => Array.from({ length: width }, (_, o) => target.y[place * width + o] as number)),
  );
  return { count: rows.length, x, y };
}

function joined(a: TableRows, b: TableRows): TableRows {
  const group = a.group && new Int32Array(a.count + b.count).fill(-1);
  if (a.group) group?.set(a.group);
  return { count: a.count + b.count, x: concatenated(a.x, b.x), y: concatenated(a.y, b.y), group };
}

function concatenated(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Numbers of the rows that stay: of those that are not test rows `most`, at random. */
function limited(part: Uint8Array, most: number | null, seed: number, notice: Notice): number[] {
  const all = Array.from(part.keys());
  if (most === null) return all;
  const fitted = all.filter((row) => part[row] !== TEST);
  if (most > fitted.length)
    notice(`train_rows is ${most}, but only ${fitted.length} rows are not test rows: all are kept`);
  const dropped = new Set(shuffle(openStream(`split/${seed}/train`), fitted).slice(most));
  return all.filter((row) => !dropped.has(row));
}

function noteCopies(rows: TableRows, notice: Notice): void {
  const copied = rows.count - copies(rows).groups;
  if (copied === 0) return;
  notice(`${copied} of ${rows.count} rows are copies of others: they stay in the same part`);
}

/** Names as they are given: none, one text, or a list. */
function namesIn(given: string | readonly string[]): string[] {
  return [given].flat() as string[];
}

function listed(given: null | string | readonly string[]): string[] {
  if (given === null) return [];
  return typeof given === 'string' ? given.split(',').map((name) => name.trim()) : [...given];
}
