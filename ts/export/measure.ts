import type { Measures } from '../schema/types.ts';

/** Keeps |error| / |truth| finite where the truth is 0 (paper, equation 7). */
const EPSILON = 1e-8;

/** What is predicted and what is true for the same S rows: [S] each. */
export interface Pairs {
  readonly prediction: Float64Array;
  readonly truth: Float64Array;
}

/** All measures of a prediction; null where one is not a finite number (see `front.schema.json`). */
export function measure(pairs: Pairs): Measures {
  return { mse: finite(mse(pairs)), r2: finite(r2(pairs)), mpe: finite(mpe(pairs)) };
}

/** Mean squared error, in the target's unit squared. */
export function mse(pairs: Pairs): number {
  return mean(squaredResiduals(pairs));
}

/** 1 - squared errors / squares about the mean of the same rows; NaN or -Infinity where these are all equal. */
export function r2({ prediction, truth }: Pairs): number {
  const centre = mean(truth);
  let about = 0;
  for (const value of truth) about += (value - centre) ** 2;
  // Asked directly: the mean of equal numbers can differ from them in the last digit.
  const constant = truth.every((value) => value === truth[0]);
  return constant ? Number.NaN : 1 - mse({ prediction, truth }) / (about / truth.length);
}

/** Mean squared error over the variance of the same rows, 0 of 0 being 0: 1 - R2 without the digits that it loses. */
export function fvu(pairs: Pairs): number {
  const centre = mean(pairs.truth);
  const variance = mean(pairs.truth.map((value) => (value - centre) ** 2));
  const error = mse(pairs);
  return error === 0 ? 0 : error / variance;
}

/** Median of |error| / (|truth| + 1e-8) over the rows, in percent (paper, equation 7). */
export function mpe({ prediction, truth }: Pairs): number {
  const ratios = new Float64Array(truth.length);
  for (let row = 0; row < truth.length; row++) {
    const value = truth[row] as number;
    ratios[row] = Math.abs((prediction[row] ?? Number.NaN) - value) / (Math.abs(value) + EPSILON);
  }
  return 100 * median(ratios);
}

/** Standard error of `mse` over the rows: the squared residuals' standard deviation / sqrt(S); 0 for one row. */
export function standardError(pairs: Pairs): number {
  const squares = squaredResiduals(pairs);
  if (squares.length < 2) return 0;
  const centre = mean(squares);
  let about = 0;
  for (const square of squares) about += (square - centre) ** 2;
  return Math.sqrt(about / (squares.length - 1) / squares.length);
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The middle value, or the mean of the two middle ones; NaN where any value is NaN, or there is none. */
export function median(values: Float64Array): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = values.toSorted();
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return lower === upper ? upper : (lower + upper) / 2;
}

function squaredResiduals({ prediction, truth }: Pairs): Float64Array {
  const squares = new Float64Array(truth.length);
  for (let row = 0; row < truth.length; row++) {
    squares[row] = ((prediction[row] ?? Number.NaN) - (truth[row] as number)) ** 2;
  }
  return squares;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
