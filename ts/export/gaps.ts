import type { NetworkFile } from '../schema/types.ts';
import type { Seen } from './guards.ts';
import { predict } from './predict.ts';

/** Points where there are no rows, within the ranges of the inputs: x [G, I], and the row that each lies beside, [G]. */
export interface Gaps {
  readonly x: Float64Array;
  readonly from: Int32Array;
}

/** Of the rows, those whose nearest other row is no farther away than a step. */
const USUAL = 0.95;
/** Of a step: a point is in a gap that has no row as near. */
const EMPTY = 0.5;
/** Steps from each row, away from as many others. */
const STEPS = 16;
/** Of more rows enough lie in gaps: errors on those that are left out tell. */
const MOST_ROWS = 200;

/**
 * Of few rows (none of more): new rows lie about as far from those that were fitted as these lie from each other. From each
 * row a step as long, away from other rows, no input beyond its range, and kept where it ends in a gap. Distances are in
 * standard deviations.
 */
export function pointsInGaps({ x, y }: Seen): Gaps {
  const [count, inputs] = [y.length, x.length / y.length];
  if (count > MOST_ROWS) return { x: new Float64Array(), from: new Int32Array() };
  const columns = Array.from({ length: inputs }, (_, i) => columnOf(x, inputs, i));
  const scaled = x.map((value, place) => value / (columns[place % inputs] as Column).spread);
  const rows = Array.from(y.keys(), (row) => scaled.subarray(row * inputs, (row + 1) * inputs));
  const apart = rows.map((row) =>
    Math.min(...rows.map((other) => distance(row, other)).filter((away) => away > 0)),
  );
  const step = apart.toSorted((a, b) => a - b)[Math.floor(USUAL * (count - 1))] as number;
  const found = rows.flatMap((row, from) =>
    Array.from({ length: STEPS }, (_, k) => (from + Math.ceil(((k + 1) * count) / (STEPS + 1))) % count)
      .flatMap((other) => beyond(row, rows[other] as Float64Array, step, columns) ?? [])
      .filter((point) => isEmpty(point, scaled, (EMPTY * step) ** 2))
      .map((point) => ({ from, point })),
  );
  return {
    x: Float64Array.from(
      found.flatMap(({ point }) => Array.from(point, (value, i) => value * (columns[i] as Column).spread)),
    ),
    from: Int32Array.from(found, ({ from }) => from),
  };
}

/**
 * Whether a network's answer moves, from a row into a gap beside it, by more than the target's range and `error`, what it
 * errs by on rows that it has not seen: nothing in the rows says so.
 */
export function leapsIntoGap(network: NetworkFile, { x, y }: Seen, gaps: Gaps, error: number): boolean {
  const range = y.reduce((a, b) => Math.max(a, b)) - y.reduce((a, b) => Math.min(a, b));
  if (gaps.from.length === 0) return false;
  const seen = predict(network, x);
  return predict(network, gaps.x).some(
    (answer, place) => Math.abs(answer - (seen[gaps.from[place] as number] as number)) > range + error,
  );
}

/** Of an input: standard deviation (1 where it is the same throughout), and in units of it the least and greatest value. */
interface Column {
  readonly spread: number;
  readonly least: number;
  readonly greatest: number;
}

function columnOf(x: Float64Array, inputs: number, input: number): Column {
  const values = x.filter((_, place) => place % inputs === input);
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0)) || 1;
  return {
    spread,
    least: values.reduce((a, b) => Math.min(a, b)) / spread,
    greatest: values.reduce((a, b) => Math.max(a, b)) / spread,
  };
}

/** A `step` from `row` away from `other`, no column beyond its range; null where they are the same point. */
function beyond(
  row: Float64Array,
  other: Float64Array,
  step: number,
  columns: readonly Column[],
): Float64Array | null {
  const away = distance(row, other);
  if (!(away > 0 && Number.isFinite(step))) return null;
  return row.map((value, i) => {
    const { least, greatest } = columns[i] as Column;
    return Math.min(greatest, Math.max(least, value + (step / away) * (value - (other[i] as number))));
  });
}

/** Whether no row of `rows` [U, I] is nearer than the root of `least`. */
function isEmpty(point: Float64Array, rows: Float64Array, least: number): boolean {
  const inputs = point.length;
  for (let first = 0; first < rows.length; first += inputs) {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += ((point[i] as number) - (rows[first + i] as number)) ** 2;
    if (sum < least) return false;
  }
  return true;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}
