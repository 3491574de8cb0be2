import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { Order } from './folds.ts';
import { copies, type TableRows } from './rows.ts';

/** What a row is for: fitting (0), choosing (1), or the last, honest measurement (2). */
export const TRAIN = 0;
export const VALIDATION = 1;
export const TEST = 2;

/**
 * Splits `rows` rows at random into training, validation and test by `proportions` (5:3:2, say).
 * The same rows, proportions and seed give the same split. Returns the part of each row, [rows].
 */
export function splitRows(rows: number, proportions: readonly number[], seed: number): Uint8Array {
  const sizes = partSizes(rows, proportions);
  const part = new Uint8Array(rows);
  let row = 0;
  sizes.forEach((size, index) => {
    part.fill(index, row, row + size);
    row += size;
  });
  return shuffle(openStream(`split/${seed}`), part);
}

/**
 * Splits the rows of a table as `splitRows` does, but by what they hold: their order does not matter, and rows that are
 * copies of each other, or of one group, fall into one part, for else what is tested was fitted. Parts then have about the
 * sizes asked for, and of classes about the same shares. By time the last rows are the test's, those before them validation.
 */
export function splitTable(
  rows: TableRows,
  proportions: readonly number[],
  by: Order['by'],
  seed: number,
): Uint8Array {
  const units = unitsOf(rows, by);
  const order = by === 'time' ? units : shuffle(openStream(`split/${seed}`), units);
  if (by === 'classes') order.sort(([a = 0], [b = 0]) => (rows.y[a] as number) - (rows.y[b] as number));
  const sizes = partSizes(rows.count, proportions);
  const left = [...sizes];
  const part = new Uint8Array(rows.count);
  for (const unit of order) {
    const to = by === 'time' ? left.findIndex((count) => count > 0) : emptiest(left, sizes);
    for (const row of unit) part[row] = to;
    left[to] = (left[to] as number) - unit.length;
  }
  return part;
}

/** The part that lacks the largest share of its rows. */
function emptiest(left: readonly number[], sizes: readonly number[]): number {
  const shares = left.map((count, index) => count / Math.max(1, sizes[index] as number));
  return shares.indexOf(Math.max(...shares));
}

/** Rows that stay together: copies, or those of a group (in the order of groups). */
function unitsOf(rows: TableRows, by: Order['by']): number[][] {
  const { group } = rows;
  const isGrouped = group !== null && (by === 'groups' || by === 'time');
  const { groups, order, starts } = copies(isGrouped ? { ...rows, x: NONE, y: NONE } : rows);
  return Array.from({ length: groups }, (_, g) => Array.from(order.subarray(starts[g], starts[g + 1])));
}

const NONE = new Float64Array();

/**
 * Whole sizes that add up to `rows`, each less than one from its exact share (largest remainder; the earlier part
 * first among equals), but at least one row a part, and none for a share of 0. Throws a RangeError for fewer rows than
 * parts.
 */
export function partSizes(rows: number, proportions: readonly number[]): number[] {
  if (rows < proportions.length) throw new RangeError(`${rows} rows cannot make ${proportions.length} parts`);
  const total = proportions.reduce((sum, proportion) => sum + proportion, 0);
  const exact = proportions.map((proportion) => (rows * proportion) / total);
  const sizes = exact.map(Math.floor);
  const remainder = (index: number) => (exact[index] ?? 0) - Math.floor(exact[index] ?? 0);
  const byRemainder = sizes.map((_, index) => index).sort((a, b) => remainder(b) - remainder(a) || a - b);
  let left = rows - sizes.reduce((sum, size) => sum + size, 0);
  for (const index of byRemainder) {
    if (left <= 0) break;
    sizes[index] = (sizes[index] ?? 0) + 1;
    left--;
  }
  const nextEmpty = () => sizes.findIndex((size, index) => size === 0 && proportions[index] !== 0);
  for (let empty = nextEmpty(); empty >= 0; empty = nextEmpty()) {
    const largest = sizes.indexOf(Math.max(...sizes));
    sizes[largest] = (sizes[largest] ?? 0) - 1;
    sizes[empty] = 1;
  }
  return sizes;
}
