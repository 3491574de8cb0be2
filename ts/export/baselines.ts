import type { Scores } from '../schema/types.ts';
import { mean, measure, median } from './measure.ts';
import { fitLinear, predictLinear } from './ols.ts';

/** S rows in the table's units: `x` [S, I], flat and row-major, `y` [S]. */
export interface Rows {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface Parts {
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
}

/** The best constants of the training rows: their mean for mse and r2, their median for mpe. */
export function constantBaseline({ train, validation, test }: Parts): Scores {
  const middle = { mean: mean(train.y), median: median(train.y) };
  const score = ({ y }: Rows) => {
    const { mse, r2 } = measure({ prediction: y.map(() => middle.mean), truth: y });
    const { mpe } = measure({ prediction: y.map(() => middle.median), truth: y });
    return { mse, r2, mpe };
  };
  return { validation: score(validation), test: score(test) };
}

/** Ordinary least squares with intercept, fitted on the training rows. */
export function linearBaseline({ train, validation, test }: Parts): Scores {
  const model = fitLinear(train.x, train.y);
  const score = ({ x, y }: Rows) => measure({ prediction: predictLinear(model, x), truth: y });
  return { validation: score(validation), test: score(test) };
}
