import { columnOf, type Frame, isGap, type NumberColumn, type UsableColumn } from './frame.ts';
import type { Classification, Regression, Target } from './target.ts';
import { heaviestRow, unexplained } from './warnings.ts';

/** A value that repeats so often, and lies so many ranges of the others outside them, stands for a missing one. */
const SENTINEL = { rows: 3, ranges: 3, distinct: 10 };
/** An input that leaves less of the target's squares unexplained is the target under another name, or nearly so. */
const LEAK = { exact: 1e-10, near: 1e-4 };
/** Rows that share a value, on average, before it may be said that the value tells the target. */
const ROWS_A_VALUE = 3;

/** What a person should know of a table before a search: sentences. */
export function frameWarnings(frame: Frame, inputs: readonly string[], target: Target): string[] {
  const columns = inputs.map((name) => columnOf(frame, name));
  const targets = target.names.map((name) => columnOf(frame, name));
  const leaks = columns.flatMap((column) =>
    target.kind === 'regression' ? numberLeaks(column, target) : classLeaks(column, target),
  );
  return [
    ...[...columns, ...targets].flatMap(sentinels),
    ...columns.flatMap((column) => wildValues(frame, column)),
    ...leaks,
    ...tails(frame, target),
  ];
}

function sentinels(column: UsableColumn): string[] {
  if (column.kind !== 'number') return [];
  const value = sentinelOf(column);
  return value === null
    ? []
    : [
        `the column "${column.name}" has ${value} in several rows, far from its other values: if it stands for a missing value, say so with --missing ${value}`,
      ];
}

/** A value of an input that lies so far from all others that it may be a mistake, and stretches every scale. */
function wildValues(frame: Frame, column: UsableColumn): string[] {
  if (column.kind !== 'number') return [];
  const { values, name } = column;
  const rows = Array.from(values.keys()).filter((row) => !isGap(column, row));
  const wild = rows.length < 3 ? null : heaviestRow(Float64Array.from(rows, (row) => values[row] as number));
  if (wild === null) return [];
  const row = rows[wild.row] as number;
  return [
    `${frame.place(row)}: the input "${name}" has ${values[row]}, far from all its other values: correct it if it is a mistake`,
  ];
}

/** The least or greatest value of a column where it seems to stand for a missing one. */
function sentinelOf({ values }: NumberColumn): number | null {
  const ends = endsOf(values, Number.NaN);
  const isSentinel = (value: number) => {
    const others = endsOf(values, value);
    const distance = Math.max(others.least - value, value - others.greatest);
    const isFar = distance > SENTINEL.ranges * (others.greatest - others.least);
    return isFar && ends.count - others.count >= SENTINEL.rows && hasDistinct(values, SENTINEL.distinct);
  };
  return [ends.least, ends.greatest].find(isSentinel) ?? null;
}

/** Of numbers, those that are missing or equal to `without` aside. */
function endsOf(values: Float64Array, without: number): { least: number; greatest: number; count: number } {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value) || value === without) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
    count++;
  }
  return { least, greatest, count };
}

function hasDistinct(values: Float64Array, count: number): boolean {
  const found = new Set<number>();
  for (const value of values) if (found.add(value).size >= count) return true;
  return false;
}

function numberLeaks(column: UsableColumn, { names, rows, y }: Regression): string[] {
  return names.flatMap((target, output) => {
    const { keys, values } = known(column, rows, (index) => y[index * names.length + output] as number);
    if (column.kind === 'category') return tells(keys, values) ? [leak(column, target, 'exactly')] : [];
    const left = seemsLinear(keys, values) ? unexplained(keys, values) : 1;
    return left < LEAK.near ? [leak(column, target, left < LEAK.exact ? 'exactly' : 'almost exactly')] : [];
  });
}

function classLeaks(column: UsableColumn, { names: [target = ''], rows, y }: Classification): string[] {
  const { keys, values } = known(column, rows, (index) => y[index] as number);
  return tells(keys, values) ? [leak(column, target, 'exactly')] : [];
}

/** What a column holds in those of `rows` in which it has a value, and what is to be told there. */
function known(column: UsableColumn, rows: readonly number[], valueAt: (index: number) => number) {
  const all: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
  const keys = new Float64Array(rows.length);
  const values = new Float64Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    if (isGap(column, row)) continue;
    keys[count] = all[row] as number;
    values[count++] = valueAt(index);
  }
  return { keys: keys.subarray(0, count), values: values.subarray(0, count) };
}

/** A quick look at what `unexplained` measures: false only where a straight line leaves more than a hundredth. */
function seemsLinear(x: Float64Array, y: Float64Array): boolean {
  const middle = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [middle(x), middle(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let row = 0; row < x.length; row++) {
    const dx = (x[row] as number) - a;
    const dy = (y[row] as number) - b;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return !(xy * xy < 0.99 * xx * yy);
}

/** Whether rows with equal keys have equal values, where few enough keys are distinct for that to be no accident. */
function tells(keys: Float64Array, values: Float64Array): boolean {
  const told = new Map<number, number>();
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] as number;
    const value = told.get(key);
    if (value !== undefined && value !== values[row]) return false;
    told.set(key, values[row] as number);
    if (told.size * ROWS_A_VALUE > keys.length) return false;
  }
  return told.size > 1;
}

function tails(frame: Frame, target: Target): string[] {
  if (target.kind !== 'regression') return [];
  const { names, rows, y } = target;
  return names.flatMap((name, output) => {
    const own = y.filter((_, index) => index % names.length === output);
    const heavy = heaviestRow(own);
    if (heavy === null) return [];
    const place = frame.place(rows[heavy.row] as number);
    return [
      `${place}: this row alone (${name} = ${own[heavy.row]}) holds ${Math.round(100 * heavy.share)} % of the target's variation: correct it if it is a mistake; a logarithm of the target may be what you want`,
    ];
  });
}

function leak({ name }: UsableColumn, target: string, how: string): string {
  return `the input "${name}" tells the target "${target}" ${how} by itself: is it known before the target is?`;
}
