import { shorten } from './cell.ts';
import { DataError } from './error.ts';
import {
  type CategoryColumn,
  columnOf,
  type Frame,
  isGap,
  type NumberColumn,
  type UsableColumn,
} from './frame.ts';
import { meantAs } from './meant.ts';
import type { Note } from './text.ts';

export type Task = 'auto' | 'regression' | 'classification';

/** What is to be predicted in the S rows that have it. */
interface Rows {
  readonly names: readonly string[];
  /** [S]: rows of the table, ascending. */
  readonly rows: readonly number[];
  /** Rows of the table that have no target. */
  readonly dropped: number;
}

/** O numbers a row. */
export interface Regression extends Rows {
  readonly kind: 'regression';
  /** [S, O], row-major. */
  readonly y: Float64Array;
}

/** One of K classes a row. */
export interface Classification extends Rows {
  readonly kind: 'classification';
  /** [S]: places in `labels`. */
  readonly y: Int32Array;
  /** [K]: numbers by value, words by code unit. */
  readonly labels: readonly string[];
}

export type Target = Regression | Classification;

/** Numbers that a row of `target.y` has: O, and of classes one. */
export function targetWidth({ kind, names }: Target): number {
  return kind === 'classification' ? 1 : names.length;
}

const FEWEST_ROWS = 10;
const MOST_CLASSES = 20;
const FEWEST_OF_CLASS = 5;
/** Of a target that has another text in most rows. */
const NAMES = ': does it name the rows, rather than say what is to be predicted?';
/** Two numbers that stand for two classes. */
const PAIRS = ['0,1', '1,2', '-1,1'];

/** The target columns `names` of a table, for the `task`. Throws DataError where nothing can be predicted. */
export function targetOf(frame: Frame, names: readonly string[], task: Task, note: Note): Target {
  const target = knownTarget(frame, names, task, note);
  refuseFew(frame, target.rows.length);
  refuseConstants(frame, target);
  return target;
}

/** The same of test rows: there may be few, and all alike. */
export function knownTarget(frame: Frame, names: readonly string[], task: Task, note: Note): Target {
  const columns = names.map((name) => columnOf(frame, name));
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  const rows = all.filter((row) => columns.every((column) => !isGap(column, row)));
  if (rows.length === 0) refuseFew(frame, 0);
  const shared = { names, rows, dropped: frame.rows - rows.length };
  const [first] = columns;
  if (columns.length === 1 && first !== undefined && isOfClasses(first, rows, task, note)) {
    return { kind: 'classification', ...shared, ...classes(frame, first, rows, note) };
  }
  if (task === 'classification') throw new DataError('Classification takes one target.');
  return { kind: 'regression', ...shared, y: numbers(frame, columns, rows) };
}

function isOfClasses(column: UsableColumn, rows: readonly number[], task: Task, note: Note): boolean {
  if (task !== 'auto') return task === 'classification';
  if (column.kind !== 'number') return column.kind === 'category';
  const values = distinct(column, rows, 2);
  if (!PAIRS.includes(String(values))) return false;
  note(
    `the target "${column.name}" is ${values.join(' or ')} in every row: it is taken for two classes (--task regression takes it for a number)`,
  );
  return true;
}

function classes(
  frame: Frame,
  column: UsableColumn,
  rows: readonly number[],
  note: Note,
): Pick<Classification, 'y' | 'labels'> {
  if (column.kind === 'date') throw new DataError(dateTarget(frame, column.name));
  const { labels, y } = column.kind === 'category' ? wordClasses(column, rows) : numberClasses(column, rows);
  if (labels.length > MOST_CLASSES) {
    const meant = column.kind === 'category' ? meantAs(labels) : null;
    if (meant !== null)
      throw new DataError(`${frame.file}: the target "${column.name}" ${meant}: write it as numbers.`);
    const count = column.kind === 'category' ? labels.length : `more than ${MOST_CLASSES}`;
    const advice = column.kind === 'category' && labels.length > rows.length / 2 ? NAMES : '';
    throw new DataError(
      `${frame.file}: the target "${column.name}" has ${count} different values and classification takes at most ${MOST_CLASSES} classes${advice || '.'}`,
    );
  }
  labels.forEach((label, place) => {
    const count = y.reduce((sum, each) => sum + (each === place ? 1 : 0), 0);
    if (count < FEWEST_OF_CLASS) {
      note(`the class "${label}" has ${count} ${count === 1 ? 'row' : 'rows'}: too few to learn it`);
    }
  });
  return { y, labels };
}

function wordClasses({ levels, codes }: CategoryColumn, rows: readonly number[]) {
  // Words of rows that were left out for another reason are no classes.
  const used = new Set(rows.map((row) => codes[row] as number));
  const kept = Array.from(used).sort((a, b) => a - b);
  const place = new Map(kept.map((code, index) => [code, index]));
  return {
    labels: kept.map((code) => levels[code] as string),
    y: Int32Array.from(rows, (row) => place.get(codes[row] as number) as number),
  };
}

function numberClasses(column: NumberColumn, rows: readonly number[]) {
  const values = distinct(column, rows, MOST_CLASSES);
  const place = new Map(values.map((value, index) => [value, index]));
  return {
    labels: values.map(String),
    y: Int32Array.from(rows, (row) => place.get(column.values[row] as number) ?? -1),
  };
}

function numbers(frame: Frame, columns: readonly UsableColumn[], rows: readonly number[]): Float64Array {
  const y = new Float64Array(rows.length * columns.length);
  columns.forEach((column, output) => {
    if (column.kind === 'category') throw new DataError(wordTarget(frame, column, columns.length, rows));
    if (column.kind === 'date') throw new DataError(dateTarget(frame, column.name));
    rows.forEach((row, index) => {
      y[index * columns.length + output] = column.values[row] as number;
    });
  });
  return y;
}

/** The values of a column, ascending; where there are more than `most`, one more than that. */
function distinct({ values }: NumberColumn, rows: readonly number[], most: number): number[] {
  const found = new Set<number>();
  for (const row of rows) {
    found.add(values[row] as number);
    if (found.size > most) break;
  }
  return Array.from(found).sort((a, b) => a - b);
}

function wordTarget(frame: Frame, column: CategoryColumn, targets: number, rows: readonly number[]): string {
  const [row = 0] = rows;
  const text = shorten(column.levels[column.codes[row] as number] as string);
  const advice = targets > 1 ? 'several targets must be numbers' : 'regression takes numbers';
  return `${frame.place(row)}: the target "${column.name}" has the text "${text}"; ${advice}.`;
}

function dateTarget({ file }: Frame, name: string): string {
  return `${file}: the target "${name}" is a date; write it as a number, say of days, to predict it.`;
}

function refuseConstants({ file }: Frame, target: Target): void {
  target.names.forEach((name, output) => {
    const values =
      target.kind === 'classification'
        ? target.labels
        : target.y.filter((_, index) => index % target.names.length === output);
    const [first] = values;
    if (first !== undefined && [...values].every((value) => value === first)) {
      throw new DataError(
        `${file}: the target "${name}" is ${first} in every row, so there is nothing to predict.`,
      );
    }
  });
}

/** Throws DataError where there is a header and nothing else. */
export function refuseEmpty({ file, rows }: Frame): void {
  if (rows === 0) throw new DataError(`${file} has a header and no rows.`);
}

/** Throws DataError where the rows with a target, `known`, are too few to learn from: of all rows, where it is not said. */
export function refuseFew(frame: Frame, known: number | null = null): void {
  refuseEmpty(frame);
  const { file, rows } = frame;
  const count = known ?? rows;
  if (count >= FEWEST_ROWS) return;
  const which = count === rows ? '' : ` with a target of ${rows}`;
  throw new DataError(
    `${file} has ${count} ${count === 1 ? 'row' : 'rows'}${which}; at least ${FEWEST_ROWS} are needed.`,
  );
}
