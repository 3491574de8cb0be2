import type { Interval, Measures } from '../schema/types.ts';
import { median } from './measure.ts';

/**
 * What networks that had not seen them answered to the rows, in the target's unit. R repeats, U distinct rows:
 * prediction [R, U], NaN where none answered; truth and counts (how many copies a row has) [U].
 */
export interface LeftOut {
  readonly prediction: Float64Array;
  readonly truth: Float64Array;
  readonly counts: Float64Array;
}

/** Share of new rows that intervals are meant to hold. */
export const COVERAGE = 0.9;

/**
 * Mean error of each row over the repeats, [U]; NaN where none answered. Squares up to `bend`, straight beyond it (Huber
 * 1964); null: squares.
 */
export function rowErrors({ prediction, truth }: LeftOut, bend: number | null = null): Float64Array {
  const rows = truth.length;
  return truth.map((value, row) => {
    let sum = 0;
    let known = 0;
    for (let place = row; place < prediction.length; place += rows) {
      const answer = prediction[place] as number;
      if (Number.isNaN(answer)) continue;
      const size = Math.abs(answer - value);
      sum += bend === null || size <= bend ? size ** 2 : 2 * bend * size - bend ** 2;
      known += 1;
    }
    return sum / known;
  });
}

/** Where Huber's loss bends: 1.345 standard deviations of the noise by the least median error that any of these has. */
export function huberBend(all: readonly LeftOut[]): number {
  const medians = all.map((each) => median(Float64Array.from(residuals(each), ({ residual }) => residual)));
  return 1.345 * 1.4826 * Math.min(...medians.filter((value) => value > 0));
}

/** The measures of left-out answers, a row as often as it has copies. */
export function leftOutMeasures(leftOut: LeftOut): Measures {
  const { truth, counts } = leftOut;
  const mse = weighted(rowErrors(leftOut), counts);
  const about = varianceOf(leftOut);
  const ratios = residuals(leftOut).map(({ residual, row }) => {
    const value = Math.abs(truth[row] as number);
    return (100 * residual) / (value + 1e-8);
  });
  return {
    mse: finite(mse),
    r2: finite(about > 0 ? 1 - mse / about : Number.NaN),
    mpe: finite(median(Float64Array.from(ratios))),
  };
}

/** Variance of the target over all rows. */
export function varianceOf({ truth, counts }: LeftOut): number {
  const centre = weighted(truth, counts);
  return weighted(
    truth.map((value) => (value - centre) ** 2),
    counts,
  );
}

/** Standard error of the mean of `values` [U], each of which stands for `counts` [U] copies. */
export function spreadOf(values: Float64Array, counts: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).length;
  if (known < 2) return 0;
  const centre = weighted(values, counts);
  const about = weighted(
    values.map((value) => (value - centre) ** 2),
    counts,
  );
  return Math.sqrt(about / (known - 1));
}

/** Mean of `values` [U] that are known, weighted by `counts` [U]. */
export function weighted(values: Float64Array, counts: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    sum += value * (counts[row] as number);
    total += counts[row] as number;
  });
  return sum / total;
}

/**
 * Half the width within which new rows are expected: the conformal quantile of the left-out errors (Lei et al. 2018;
 * Barber et al. 2021 on cross-validation). The greatest error where there are too few rows for it.
 */
export function conformalInterval(leftOut: LeftOut): Interval {
  const { counts, truth } = leftOut;
  const sorted = residuals(leftOut).sort((a, b) => a.residual - b.residual);
  const total = sorted.reduce((sum, { row }) => sum + (counts[row] as number), 0);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(1, (COVERAGE * (rows + 1)) / rows) * total;
  let reached = 0;
  for (const { residual, row } of sorted) {
    reached += counts[row] as number;
    if (reached >= wanted - 1e-9) return { coverage: COVERAGE, half_width: residual };
  }
  return { coverage: COVERAGE, half_width: truth.length === 0 ? 0 : (sorted.at(-1)?.residual ?? 0) };
}

function residuals({ prediction, truth }: LeftOut): { residual: number; row: number }[] {
  return Array.from(prediction, (answer, place) => {
    const row = place % truth.length;
    return { residual: Math.abs(answer - (truth[row] as number)), row };
  }).filter(({ residual }) => !Number.isNaN(residual));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
