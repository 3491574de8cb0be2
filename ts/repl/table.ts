import { inspect } from 'node:util';
import { columnOf, type Frame, isGap, type UsableColumn, wordOf } from '../data/frame.ts';
import type { FrameOptions } from '../data/read/pass.ts';
import { readFrame } from '../data/read/read.ts';
import type { Value } from '../fit/predict.ts';

/** A table that was read: what its columns are, their values, and its rows as `predict` takes them. */
export class Table {
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  get file(): string {
    return this.#frame.file;
  }

  /** How many. */
  get rows(): number {
    return this.#frame.rows;
  }

  get columns(): string[] {
    return this.#frame.columns.map(({ name }) => name);
  }

  /** The values of a column, null where there is a gap: numbers, words, or dates as text. */
  column(name: string): (number | string | null)[] {
    const column = columnOf(this.#frame, name);
    return Array.from({ length: this.rows }, (_, row) => cellOf(column, row));
  }

  /** Rows `from` to before `to`, by the names of the columns; those that cannot be used are left out. */
  records(from = 0, to = this.rows): Record<string, Value>[] {
    const usable = this.#frame.columns.filter((column) => column.kind !== 'broken');
    const count = Math.max(0, Math.min(to, this.rows) - from);
    return Array.from({ length: count }, (_, i) =>
      Object.fromEntries(usable.map((column) => [column.name, cellOf(column, from + i)])),
    );
  }

  /** A line a column: its kind, range or levels, and gaps. */
  summary(): string {
    const width = Math.max(0, ...this.columns.map((name) => name.length));
    const lines = this.#frame.columns.map(
      (column) =>
        `  ${column.name.padEnd(width)}  ${column.kind === 'broken' ? column.complaint : described(column, this.rows)}`,
    );
    return [`${this.file}: ${this.rows} rows, ${this.columns.length} columns`, ...lines].join('\n');
  }

  [inspect.custom](): string {
    return this.summary();
  }
}

/** Reads a table of any kind that `swat fit` takes; `say` is told what was guessed. */
export async function readTable(
  file: string,
  options: FrameOptions,
  say: (sentence: string) => void,
): Promise<Table> {
  return new Table(await readFrame(file, options, say));
}

function cellOf(column: UsableColumn, row: number): number | string | null {
  if (isGap(column, row)) return null;
  return column.kind === 'number' ? (column.values[row] as number) : wordOf(column, row);
}

function described(column: UsableColumn, rows: number): string {
  const known = Array.from({ length: rows }, (_, row) => row).filter((row) => !isGap(column, row));
  const gaps = known.length === rows ? '' : `, ${rows - known.length} missing`;
  if (column.kind === 'category') {
    const { levels } = column;
    const few = levels.slice(0, 5).join(', ');
    return `category of ${levels.length}: ${few}${levels.length > 5 ? ', ...' : ''}${gaps}`;
  }
  if (known.length === 0) return `${column.kind}, all missing`;
  const value = (row: number) => column.values[row] as number;
  const [least, greatest] = known.reduce(
    ([low, high], row) => [value(row) < value(low) ? row : low, value(row) > value(high) ? row : high],
    [known[0] as number, known[0] as number],
  );
  return `${column.kind}, ${wordOf(column, least)} to ${wordOf(column, greatest)}${gaps}`;
}
