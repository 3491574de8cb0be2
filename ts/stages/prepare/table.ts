import { type StageContext, StageError } from '../../dag/operation.ts';
import { DataError } from '../../data/error.ts';
import { columnOf, type Frame, type UsableColumn } from '../../data/frame.ts';
import { frameWarnings } from '../../data/frame-warnings.ts';
import type { FrameOptions } from '../../data/read/pass.ts';
import { readFrame } from '../../data/read/read.ts';
import type { Progress } from '../../data/read/source.ts';
import { chooseColumns } from '../../data/roles.ts';
import { copies, selectRows, type TableRows } from '../../data/rows.ts';
import { TEST } from '../../data/split.ts';
import type { Target } from '../../data/target.ts';
import { fitTreatment } from '../../data/treatment.ts';
import type { Task } from '../../export/task.ts';
import { shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { NetworkColumn, Treatment } from '../../schema/columns.ts';
import type { TableParameters } from '../../schema/types.ts';
import { partCounts, type SplitTable } from '../tables/table.ts';
import { type Asked, ask, askLike, targetNames } from './asked.ts';
import { columnLines } from './column-lines.ts';
import { cutEach, dealtBy, namesOf, type Split, splitOf } from './deal.ts';
import { listed, type Notice, namesIn } from './given.ts';
import { joined, numbersOf } from './numbers.ts';

/** A split table whose rows are of groups. */
export interface GroupedTable extends Prepared {
  /** What the column was taken for that says of which group a row is. */
  readonly byKind: UsableColumn['kind'];
}

interface Prepared {
  readonly table: SplitTable;
  /** [S]: the group of each row, as the column says it. */
  readonly names: readonly string[];
  readonly frame: Frame;
}

/** Where it is told how it goes. */
export interface Telling {
  /** What was taken for granted. */
  readonly notice: Notice;
  /** How much of the file was read; what it throws ends the reading. */
  readonly progress: Progress;
}

/** Reads a table, makes its columns numbers and splits its rows. */
export async function prepareTable(parameters: TableParameters, telling: Telling): Promise<SplitTable> {
  return (await soundly(prepared(parameters, null, telling))).table;
}

/** The same of a table whose column `by` says of which group a row is: each group's rows are split by themselves. */
export async function prepareGroups(
  parameters: TableParameters,
  by: string,
  telling: Telling,
): Promise<GroupedTable> {
  const found = await soundly(prepared(parameters, by, telling));
  return { ...found, byKind: columnOf(found.frame, by).kind };
}

/** Tells where a stage tells, and ends the reading where the stage is to stop. */
export function tellingOf({ notice, progress, signal }: StageContext): Telling {
  return {
    notice,
    progress: (done, total, unit) => {
      signal.throwIfAborted();
      progress(done, total, unit, 'reading');
    },
  };
}

async function soundly<T>(prepared: Promise<T>): Promise<T> {
  try {
    return await prepared;
  } catch (error) {
    if (error instanceof DataError) throw new StageError(error.message, 'user');
    throw error;
  }
}

/** How the file is read: without columns that are dropped, and of many rows a sample. */
function optionsOf(parameters: TableParameters, by: string | null): FrameOptions {
  const { most_rows, seed } = parameters;
  const used = [...namesIn(parameters.target), dealtBy(parameters), by];
  const dropped = listed(parameters.drop).filter((name) => !used.includes(name));
  return {
    missing: listed(parameters.missing),
    category: listed(parameters.category),
    reads: (name) => !dropped.includes(name),
    ...(most_rows === null || by !== null ? {} : { sampling: { most: most_rows, seed } }),
  };
}

async function prepared(
  parameters: TableParameters,
  by: string | null,
  { notice, progress }: Telling,
): Promise<Prepared> {
  const options = optionsOf(parameters, by);
  const frame = await readFrame(parameters.file, options, notice, progress);
  const targets = targetNames(frame, namesIn(parameters.target));
  const { inputs, notes } = chooseColumns(frame, {
    targets,
    inputs: parameters.inputs,
    drop: listed(parameters.drop),
    splitBy: dealtBy(parameters),
    groupBy: by,
  });
  for (const note of notes) notice(note);
  const asked = ask(frame, inputs, targets, parameters, notice);
  const split = splitOf(parameters, asked);
  const names = namesOf(asked, by);
  const part = cutEach(parameters, asked, split, names);
  const fitted = asked.rows.filter((_, i) => part[i] !== TEST);
  const treatment = { ...fitTreatment(frame, inputs, fitted), ...wordsFor(options) };
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
          by,
          { notice, progress },
        );
  const rows = others ? joined(own.rows, others.rows) : own.rows;
  const parts = new Uint8Array(rows.count).fill(TEST);
  own.places.forEach((place, i) => {
    parts[i] = part[place] as number;
  });
  const ownNames = own.places.map((place) => names[place] as string);
  return assembled(
    parameters,
    {
      asked,
      treatment,
      split,
      parts,
      rows,
      own: own.rows.count,
      names: [...ownNames, ...(others?.names ?? [])],
    },
    notice,
  );
}

/** As a network's file has it, for who predicts with it. */
function wordsFor({ missing = [] }: FrameOptions): Pick<Treatment, 'missing'> {
  return missing.length === 0 ? {} : { missing };
}

interface Pieces {
  readonly asked: Asked;
  readonly treatment: Treatment;
  readonly split: Split;
  readonly parts: Uint8Array;
  /** Those of a test file after the others, which are so many. */
  readonly rows: TableRows;
  readonly own: number;
  readonly names: readonly string[];
}

function assembled(
  { unit, seed, train_rows }: TableParameters,
  { asked, treatment, split, parts, rows, own, names }: Pieces,
  notice: Notice,
): Prepared {
  const kept = limited(parts, train_rows, seed, notice);
  const { x, y, group } = selectRows(rows, kept);
  const chosen = Uint8Array.from(kept, (row) => parts[row] as number);
  noteCopies(rows, notice);
  const { frame, target } = asked;
  const dropped = frame.rows - own;
  noteDropped({ rows: frame.rows, dropped, targetless: target.dropped }, notice);
  const card = {
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
  };
  return {
    table: { card, x, y, part: chosen, group },
    names: kept.map((row) => names[row] as string),
    frame,
  };
}

/** `targetless`: how many of the rows dropped have no target; the others lack an input. */
function noteDropped(
  { rows, dropped, targetless }: { rows: number; dropped: number; targetless: number },
  notice: Notice,
): void {
  if (dropped === 0) return;
  const lacking = ['the target', 'an input'].filter(
    (_, i) => (i === 0 ? targetless : dropped - targetless) > 0,
  );
  notice(`${dropped} of ${rows} rows dropped: ${lacking.join(' or ')} is missing`);
}

function taskOf(target: Target): Task {
  const { kind, names } = target;
  return { kind, targets: names, labels: target.kind === 'classification' ? target.labels : null };
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
  by: string | null,
  { notice, progress }: Telling,
): Promise<{ rows: TableRows; names: readonly string[] }> {
  const frame = await readFrame(file, options, notice, progress);
  const likewise = askLike(frame, asked.inputs, parameters, asked);
  const { rows, places } = numbersOf(likewise, treatment, null);
  const names = namesOf(likewise, by);
  return { rows, names: places.map((place) => names[place] as string) };
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
  const are = copied === 1 ? 'is a copy of another' : 'are copies of others';
  notice(`${copied} of ${rows.count} rows ${are}: copies stay in the same part`);
}
