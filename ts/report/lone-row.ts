import { median, r2 as scoreOf } from '../export/measure.ts';
import { counted, percent, r2, significant, withUnit } from './number.ts';
import type { SearchPage } from './page.ts';

/** A test row whose error is so many times the median one and so much of all squares makes of the scores a score of itself. */
const ALONE = { medians: 20, share: 0.5 };
/** Test rows without which nothing is said: of fewer, the others have no score worth the name. */
const FEWEST = 5;

/** A sentence where one test row alone makes the chosen network's scores, which then say nothing of the others. */
export function loneRow({ predictions, task }: Pick<SearchPage, 'predictions' | 'task'>): string[] {
  const test = predictions.filter(({ part }) => part === 'test');
  const isNumber = test.every(({ truth, prediction }) => truth.length === 1 && prediction.length === 1);
  if (!isNumber || test.length < FEWEST) return [];
  const pairs = {
    truth: Float64Array.from(test, ({ truth: [value = Number.NaN] }) => value),
    prediction: Float64Array.from(test, ({ prediction: [value = Number.NaN] }) => value),
  };
  const errors = pairs.truth.map((value, row) => Math.abs(value - (pairs.prediction[row] as number)));
  const worst = errors.reduce((most, error) => Math.max(most, error), 0);
  const share = 1 / errors.reduce((sum, error) => sum + (error / worst) ** 2, 0);
  if (!(worst > ALONE.medians * median(errors) && share >= ALONE.share)) return [];
  const row = errors.indexOf(worst);
  const without = (values: Float64Array) => values.filter((_, other) => other !== row);
  const value = (number: number | undefined) => withUnit(significant(number ?? null), task.unit);
  const others = r2(scoreOf({ truth: without(pairs.truth), prediction: without(pairs.prediction) }));
  if (others === r2(scoreOf(pairs))) return []; // Of rounding's size, as all errors there.
  return [
    `One of the ${counted(test.length, 'test row')} (truth ${value(pairs.truth[row])}, prediction ${value(pairs.prediction[row])}) holds ${percent(share)} of the chosen network's squared errors there: without it, R² is ${others}.`,
  ];
}
