/** Mean, sample standard deviation (NaN of fewer than two) and count of the values that are known. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  readonly n: number;
}

export function spread(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  const n = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  // Equal values have no spread, whatever their rounded mean is.
  const squares = known.every((value) => value === known[0])
    ? 0
    : known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)), n };
}

/** Two-sided 95 % points of Student's t by degrees of freedom, from 1; beyond the list the last one is used. */
const STUDENT_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086,
];

/** The mean of paired differences with its 95 % interval (Student's t). */
export interface Difference extends Spread {
  readonly low: number;
  readonly high: number;
}

/** How much `a` is above `b`, pair by pair (the same seed in both). */
export function pairedDifference(a: readonly number[], b: readonly number[]): Difference {
  const found = spread(a.map((value, i) => value - (b[i] ?? Number.NaN)));
  const point = STUDENT_95[Math.min(found.n - 2, STUDENT_95.length - 1)] ?? Number.POSITIVE_INFINITY;
  const half = found.n < 2 ? Number.POSITIVE_INFINITY : (point * found.deviation) / Math.sqrt(found.n);
  return { ...found, low: found.mean - half, high: found.mean + half };
}

/** Whether "the first is lower" follows from a difference first - second. */
export type Verdict = 'holds' | 'does not hold' | 'cannot be told';

/**
 * `holds` where the whole interval is below zero, `does not hold` where none of it is below zero: the order is then
 * the other way round, or the two are equal in every pair.
 */
export function verdictOf({ low, high, n }: Difference): Verdict {
  if (n < 2 || Number.isNaN(low)) return 'cannot be told';
  if (high < 0) return 'holds';
  return low >= 0 ? 'does not hold' : 'cannot be told';
}
