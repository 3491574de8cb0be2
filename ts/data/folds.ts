import { shuffle } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import type { DistinctRows } from './rows.ts';

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

/** What folds keep to. */
export interface Order {
  /** classes: every fold has about the same share of each class. groups: a group is in one fold. time: folds are stretches. */
  readonly by: 'nothing' | 'classes' | 'groups' | 'time';
}

/**
 * Deals distinct rows into folds of equal size, give or take one unit: a row, or a group. The same rows and seed give the
 * same folds.
 */
export function foldViews(
  rows: DistinctRows,
  { number, repeats }: Dealing,
  order: Order,
  seed: number,
): FoldViews {
  if (repeats === 0) return oneHeldOut(rows, number, order, seed);
  const { count, counts } = rows;
  const units = unitsOf(rows, order);
  const folds = Math.min(number, units.length);
  const views = 1 + repeats * folds;
  const all = new Float32Array(views * count);
  for (let view = 0; view < views; view++) all.set(counts, view * count);
  const held = new Int32Array(repeats * count);
  const stream = openStream(`folds/${seed}`);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const dealt = order.by === 'time' ? units : strata(shuffle(stream, [...units]), rows, order);
    dealt.forEach((unit, place) => {
      const fold = order.by === 'time' ? Math.floor((place * folds) / units.length) : place % folds;
      const view = 1 + repeat * folds + fold;
      for (const row of unit) {
        all[view * count + row] = 0;
        held[repeat * count + row] = view;
      }
    });
  }
  return { views, folds, repeats, counts: all, held };
}

/** Rows that are dealt together: each by itself, or those of a group; in the order of groups. */
function unitsOf({ count, group }: DistinctRows, { by }: Order): number[][] {
  if (group === null || (by !== 'groups' && by !== 'time')) {
    return Array.from({ length: count }, (_, row) => [row]);
  }
  const units = new Map<number, number[]>();
  group.forEach((each, row) => {
    const unit = units.get(each);
    if (unit) unit.push(row);
    else units.set(each, [row]);
  });
  return [...units].sort(([a], [b]) => a - b).map(([, unit]) => unit);
}

/** Class after class, where folds keep to them: neighbours go to different folds. */
function strata(units: number[][], { y }: DistinctRows, { by }: Order): number[][] {
  if (by !== 'classes') return units;
  const classOf = ([row = 0]: number[]) => y[row] as number;
  return units.toSorted((a, b) => classOf(a) - classOf(b));
}

/** One view, of all rows but a fold, which it answers for. */
function oneHeldOut(rows: DistinctRows, number: number, order: Order, seed: number): FoldViews {
  const { counts: all, held } = foldViews(rows, { number, repeats: 1 }, order, seed);
  return {
    views: 1,
    folds: number,
    repeats: 1,
    counts: all.slice(rows.count, 2 * rows.count),
    held: held.map((view) => (view === 1 ? 0 : -1)),
  };
}
