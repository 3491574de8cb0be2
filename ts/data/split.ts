import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import { copies } from './folds.ts';

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
 * Splits the rows of a table, x [S, I] and y [S], as `splitRows` does, but by what they hold: their order does not matter,
 * and rows that are copies of each other fall into one part, for else what is tested was fitted. Parts then have about the
 * sizes asked for.
 */
export function splitTable(
  x: Float64Array,
  y: Float64Array,
  proportions: readonly number[],
  seed: number,
): Uint8Array {
  const groups = shuffle(openStream(`split/${seed}`), copies(x, y));
  const sizes = partSizes(y.length, proportions);
  const left = [...sizes];
  const part = new Uint8Array(y.length);
  for (const rows of groups) {
    const shares = left.map((count, index) => count / Math.max(1, sizes[index] as number));
    const emptiest = shares.indexOf(Math.max(...shares));
    for (const row of rows) part[row] = emptiest;
    left[emptiest] = (left[emptiest] as number) - rows.length;
  }
  return part;
}

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
