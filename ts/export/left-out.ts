import type { Interval, Measures } from '../schema/types.ts';
import { median } from './measure.ts';
import { answerWidth, logLoss, measureTask, type Task, truthWidth } from './task.ts';

/**
 * What networks that had not seen them answered to the rows, in the target's unit. R repeats, U distinct rows, A numbers an
 * answer: prediction [R, U, A], NaN where none answered; truth [U, targets] (or the class, [U]); counts (how many copies a
 * row has) [U].
 */
export interface LeftOut {
  readonly task: Task;
  readonly prediction: Float64Array;
  readonly truth: Float64Array;
  readonly counts: Float64Array;
}

/** Share of new rows that intervals are meant to hold. */
export const COVERAGE = 0.9;

/**
 * Mean error of each row over the repeats, [U]; NaN where none answered. Of one number its square, up to `bend`, straight
 * beyond it (Huber 1964; null: squares); of several the mean of the squares over their variances; of classes the log-loss.
 */
export function rowErrors(leftOut: LeftOut, bend: number | null = null): Float64Array {
  const { task, prediction, counts } = leftOut;
  const error = errorOf(leftOut, bend);
  const [rows, width] = [counts.length, answerWidth(task)];
  return counts.map((_, row) => {
    let sum = 0;
    let known = 0;
    for (let answer = row; answer * width < prediction.length; answer += rows) {
      if (Number.isNaN(prediction[answer * width])) continue;
      sum += error(answer * width, row);
      known += 1;
    }
    return sum / known;
  });
}

/** In bends: beyond it a row is as far off for every answer, or it would swallow the digits by which others differ. */
const FARTHEST = 1e6;

/** The error of the answer from a place on, for a row. */
function errorOf({ task, prediction, truth, counts }: LeftOut, bend: number | null) {
  const { labels } = task;
  if (labels !== null) {
    return (place: number, row: number) => logLoss(prediction, place, labels.length, truth[row] as number);
  }
  const width = truthWidth(task);
  const units =
    width === 1 ? [1] : Array.from({ length: width }, (_, o) => variance(targetOf(truth, width, o), counts));
  return (place: number, row: number) => {
    let sum = 0;
    for (let o = 0; o < width; o++) {
      const distance = Math.abs((prediction[place + o] as number) - (truth[row * width + o] as number));
      const size = bend === null ? distance : Math.min(distance, FARTHEST * bend);
      const error = bend === null || size <= bend ? size ** 2 : 2 * bend * size - bend ** 2;
      sum += error / (units[o] as number) / width;
    }
    return sum;
  };
}

/** Where Huber's loss bends: 1.345 standard deviations of the noise by the least median error that any of these has. */
export function huberBend(all: readonly LeftOut[]): number {
  const medians = all.map((each) => median(Float64Array.from(residuals(each), ({ residual }) => residual)));
  return 1.345 * 1.4826 * Math.min(...medians.filter((value) => value > 0));
}

/** The measures of left-out answers, a row as often as it has copies. */
export function leftOutMeasures(leftOut: LeftOut): Measures {
  const { task, truth, counts } = leftOut;
  if (task.labels !== null) return measureTask(task, answered(leftOut));
  const mse = weighted(rowErrors(leftOut), counts);
  const width = truthWidth(task);
  if (width > 1) return { mse: finite(mse), r2: finite(1 - mse), mpe: null };
  const about = variance(truth, counts);
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

/** Every answer beside its truth, as often as the row has copies. */
function answered({ task, prediction, truth, counts }: LeftOut) {
  const [rows, width, wide] = [counts.length, answerWidth(task), truthWidth(task)];
  const known = Array.from({ length: prediction.length / width }, (_, answer) => answer).filter(
    (answer) => !Number.isNaN(prediction[answer * width]),
  );
  const places = known.flatMap((answer) =>
    Array.from({ length: counts[answer % rows] as number }, () => answer),
  );
  return {
    prediction: Float64Array.from(
      places.flatMap((answer) => Array.from(prediction.subarray(answer * width, (answer + 1) * width))),
    ),
    truth: Float64Array.from(
      places.flatMap((answer) => {
        const row = answer % rows;
        return Array.from(truth.subarray(row * wide, (row + 1) * wide));
      }),
    ),
  };
}

/** The mean error that the best constant has on all rows: variance, or of classes the entropy of their shares. */
export function constantError({ task, truth, counts }: Omit<LeftOut, 'prediction'>): number {
  if (task.labels === null) return task.targets.length === 1 ? variance(truth, counts) : 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return task.labels
    .map((_, which) => weightOf(truth, counts, which) / total)
    .reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
}

/** How many rows are of a class, with their copies. */
export function weightOf(truth: Float64Array, counts: Float64Array, which: number): number {
  return truth.reduce((sum, each, row) => (each === which ? sum + (counts[row] as number) : sum), 0);
}

/** Target `o` of `values` [S, width], [S]. */
export function targetOf(values: Float64Array, width: number, o: number): Float64Array {
  return width === 1 ? values : values.filter((_, place) => place % width === o);
}

function variance(values: Float64Array, counts: Float64Array): number {
  const centre = weighted(values, counts);
  return weighted(
    values.map((value) => (value - centre) ** 2),
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
 * Barber et al. 2021 on cross-validation). The greatest error where there are too few rows for it. Null of classes and of
 * several targets.
 */
export function conformalInterval(leftOut: LeftOut): Interval | null {
  const { task, counts } = leftOut;
  if (task.labels !== null || task.targets.length > 1) return null;
  const sorted = residuals(leftOut).sort((a, b) => a.residual - b.residual);
  const total = sorted.reduce((sum, { row }) => sum + (counts[row] as number), 0);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(1, (COVERAGE * (rows + 1)) / rows) * total;
  let reached = 0;
  for (const { residual, row } of sorted) {
    reached += counts[row] as number;
    if (reached >= wanted - 1e-9) return { coverage: COVERAGE, half_width: residual };
  }
  return { coverage: COVERAGE, half_width: sorted.at(-1)?.residual ?? 0 };
}

/** Of one number: how far each answer is from the truth. */
function residuals({ prediction, truth }: LeftOut): { residual: number; row: number }[] {
  return Array.from(prediction, (answer, place) => {
    const row = place % truth.length;
    return { residual: Math.abs(answer - (truth[row] as number)), row };
  }).filter(({ residual }) => !Number.isNaN(residual));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
