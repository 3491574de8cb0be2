import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';

/** Rows without their copies, in an order that does not depend on the file's. U distinct rows, I inputs. */
export interface DistinctRows {
  /** [U, I], row-major. */
  readonly x: Float64Array;
  /** [U]. */
  readonly y: Float64Array;
  /** [U]: how many copies of each there are. */
  readonly counts: Float64Array;
}

/** Rows seen whole and with each fold left out. V views, the first of all rows; R repeats; U rows. */
export interface FoldViews {
  readonly views: number;
  readonly folds: number;
  readonly repeats: number;
  /** [V, U]: how many times each view has each row. */
  readonly counts: Float32Array;
  /** [R, U]: the view that leaves a row out in each repeat; -1: none. */
  readonly held: Int32Array;
}

/** How rows are dealt into folds; of no repeats, one fold is held out for good and fitted by none. */
export interface Dealing {
  readonly number: number;
  readonly repeats: number;
}

/** Numbers of the rows of `x` [S, I], `y` [S], those that are copies of each other together; sorted by what they hold. */
export function copies(x: Float64Array, y: Float64Array): number[][] {
  const inputs = x.length / y.length;
  const values = (row: number) => [y[row] as number, ...x.subarray(row * inputs, (row + 1) * inputs)];
  const sorted = Array.from(y.keys(), (row) => ({ row, values: values(row) })).sort((a, b) =>
    compareRows(a.values, b.values),
  );
  const groups: number[][] = [];
  sorted.forEach((each, place) => {
    const before = sorted[place - 1];
    if (before && compareRows(before.values, each.values) === 0) groups.at(-1)?.push(each.row);
    else groups.push([each.row]);
  });
  return groups;
}

/** `x` [S, I], `y` [S]: copies of a row become one that counts as many times. */
export function distinctRows(x: Float64Array, y: Float64Array): DistinctRows {
  const inputs = x.length / y.length;
  const groups = copies(x, y);
  const first = groups.map(([row = 0]) => row);
  return {
    x: Float64Array.from(first.flatMap((row) => Array.from(x.subarray(row * inputs, (row + 1) * inputs)))),
    y: Float64Array.from(first, (row) => y[row] as number),
    counts: Float64Array.from(groups, (rows) => rows.length),
  };
}

/** Deals distinct rows into folds of equal size, give or take one. The same counts and seed give the same folds. */
export function foldViews(counts: Float64Array, { number, repeats }: Dealing, seed: number): FoldViews {
  if (repeats === 0) return oneHeldOut(counts, number, seed);
  const rows = counts.length;
  const folds = Math.min(number, rows);
  const views = 1 + repeats * folds;
  const all = new Float32Array(views * rows);
  for (let view = 0; view < views; view++) all.set(counts, view * rows);
  const held = new Int32Array(repeats * rows);
  const stream = openStream(`folds/${seed}`);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const order = shuffle(
      stream,
      Array.from({ length: rows }, (_, row) => row),
    );
    order.forEach((row, place) => {
      const view = 1 + repeat * folds + (place % folds);
      all[view * rows + row] = 0;
      held[repeat * rows + row] = view;
    });
  }
  return { views, folds, repeats, counts: all, held };
}

/** One view, of all rows but a fold, which it answers for. */
function oneHeldOut(counts: Float64Array, number: number, seed: number): FoldViews {
  const { counts: all, held } = foldViews(counts, { number, repeats: 1 }, seed);
  return {
    views: 1,
    folds: number,
    repeats: 1,
    counts: all.slice(counts.length, 2 * counts.length),
    held: held.map((view) => (view === 1 ? 0 : -1)),
  };
}

function compareRows(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place < 0 ? 0 : (a[place] as number) - (b[place] as number);
}
