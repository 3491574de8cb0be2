import { columnIndex } from './columns.ts';
import { DataError } from './error.ts';

/** Numbers; a missing one is NaN. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** [S]. */
  readonly values: Float64Array;
}

/** Words. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  /** Sorted: by value where all are numbers, else by code unit. Each occurs in a row. */
  readonly levels: readonly string[];
  /** [S]: places in `levels`; a missing one is -1. */
  readonly codes: Int32Array;
}

/** Points in time. */
export interface DateColumn {
  readonly kind: 'date';
  readonly name: string;
  /** [S]: seconds since 1970 in UTC; a missing one is NaN. */
  readonly values: Float64Array;
}

/** A column that cannot be used. */
export interface BrokenColumn {
  readonly kind: 'broken';
  readonly name: string;
  /** One sentence for the user, with the place of the first bad cell. */
  readonly complaint: string;
}

export type UsableColumn = NumberColumn | CategoryColumn | DateColumn;
export type FrameColumn = UsableColumn | BrokenColumn;

/** A table with columns of every kind. S rows. */
export interface Frame {
  readonly file: string;
  /** The file's name without folder and extensions. */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
  /** The line on which a row starts (the first line of a file is 1); in a Parquet file the row's number from 1 on. */
  lineOf(row: number): number;
  /** Names a row in a complaint: `a.csv:7`. */
  place(row: number): string;
}

/** What `columnIndex` needs to find a column by its name. */
export function headerOf({ file, columns }: Frame): { file: string; header: string[] } {
  return { file, header: columns.map(({ name }) => name) };
}

/** The column `name`; throws DataError where there is none, or where it cannot be used. */
export function columnOf(frame: Frame, name: string): UsableColumn {
  const column = frame.columns[columnIndex(headerOf(frame), name)] as FrameColumn;
  if (column.kind === 'broken') throw new DataError(column.complaint);
  return column;
}

/** What the column says in `row`, which is no gap: a word, a number, a date (ISO 8601, the day alone where it has no time). */
export function wordOf(column: UsableColumn, row: number): string {
  if (column.kind === 'category') return column.levels[column.codes[row] as number] as string;
  const value = column.values[row] as number;
  if (column.kind === 'number') return String(value);
  return new Date(1000 * value)
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace(/\.000Z$/, 'Z');
}

/** Whether the column has no value in `row`. */
export function isGap(column: UsableColumn, row: number): boolean {
  return column.kind === 'category' ? column.codes[row] === -1 : Number.isNaN(column.values[row]);
}
