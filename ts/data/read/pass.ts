import type { NetworkColumn } from '../../schema/columns.ts';
import { isMissing, isText } from '../cell.ts';
import { DataError } from '../error.ts';
import { Gathering } from './gather.ts';
import { Missing } from './missing.ts';
import type { Decimal } from './number.ts';

/** How the cells of a table are to be read. */
export interface FrameOptions {
  /** Words and numbers that mean a missing value in every column, besides the usual ones. */
  readonly missing?: readonly string[];
  /** Columns that hold words even where all are numbers. */
  readonly category?: readonly string[];
  /** What columns are known to be, by name: those of a table that is read like another one. */
  readonly kinds?: ReadonlyMap<string, NetworkColumn['kind']>;
}

/** What was known before a pass over a table: the options, and what an earlier pass found of columns, by their places. */
export interface Plan {
  readonly options: FrameOptions;
  /** Those that hold words. */
  readonly words: ReadonlySet<number>;
  /** What stands before the decimals of those where their first cells did not tell. */
  readonly decimals: ReadonlyMap<number, Decimal>;
}

/** A table as one pass has read it. */
export interface Pass {
  readonly file: string;
  readonly columns: readonly Gathering[];
  readonly rows: number;
  lineOf(row: number): number;
  /** Names a row in a complaint. */
  place(row: number): string;
  /** What was taken for granted. */
  readonly notes: readonly string[];
}

/** Makes the columns of a pass. `comma`: whether decimals may come after a comma. */
export function columnMaker(
  plan: Plan,
  comma: boolean,
): { missing: Missing; make(name: string, index: number): Gathering } {
  const missing = new Missing(plan.options.missing ?? []);
  const asked = new Set(plan.options.category ?? []);
  const make = (name: string, index: number) => {
    const kind = plan.options.kinds?.get(name) ?? null;
    const words = asked.has(name) || kind === 'category' ? 'asked' : plan.words.has(index) ? 'found' : null;
    const known = kind === 'category' ? null : kind;
    const decimal = plan.decimals.get(index) ?? null;
    const mayBeWords = plan.options.kinds === undefined;
    return new Gathering({ name, missing, comma, decimal, words, known, mayBeWords });
  };
  return { missing, make };
}

/** Throws DataError where the first row, at `place`, seems to hold the units of the columns: words above numbers. */
export function refuseUnits(columns: readonly Gathering[], row: readonly string[], place: string): void {
  const cells = row.filter((cell) => !isMissing(cell));
  if (!cells.every(isText) || !columns.some((column) => column.isHeaded)) return;
  const units = cells.map((cell) => `"${cell}"`).join(', ');
  throw new DataError(`${place}: below the header seems to be a line of units (${units}): remove it.`);
}
