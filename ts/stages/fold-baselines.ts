import type { DistinctRows, FoldViews } from '../data/folds.ts';
import type { Rows } from '../export/baselines.ts';
import { leftOutMeasures } from '../export/left-out.ts';
import { mean, measure, median } from '../export/measure.ts';
import { fitLinear, predictLinear } from '../export/ols.ts';
import type { Front, Scores } from '../schema/types.ts';

/** Fits some rows, and predicts others. */
type Method = (fitted: Rows, asked: Float64Array) => Float64Array;

/** The best constant and least squares: fitted to all rows for the test, to those of each fold for validation. */
export function foldBaselines(
  rows: DistinctRows,
  views: FoldViews,
  test: Rows,
): Pick<Front['baselines'], 'constant' | 'ols'> {
  const inputs = rows.x.length / rows.y.length;
  const constant = (middle: (values: Float64Array) => number): Method => {
    return (fitted, asked) => new Float64Array(asked.length / inputs).fill(middle(fitted.y));
  };
  const line: Method = (fitted, asked) => predictLinear(fitLinear(fitted.x, fitted.y), asked);
  const [byMean, byMedian] = [constant(mean), constant(median)].map((method) =>
    scores(method, rows, views, test),
  ) as [Scores, Scores];
  return {
    constant: {
      validation: { ...byMean.validation, mpe: byMedian.validation.mpe },
      test: { ...byMean.test, mpe: byMedian.test.mpe },
    },
    ols: scores(line, rows, views, test),
  };
}

function scores(method: Method, rows: DistinctRows, views: FoldViews, test: Rows): Scores {
  const count = rows.y.length;
  const prediction = new Float64Array(views.held.length).fill(Number.NaN);
  for (let view = 0; view < views.views; view++) {
    const answers = method(rowsOf(rows, views, view), rows.x);
    views.held.forEach((answering, place) => {
      if (answering === view) prediction[place] = answers[place % count] as number;
    });
  }
  const answers = method(rowsOf(rows, views, 0), test.x);
  return {
    validation: leftOutMeasures({ prediction, truth: rows.y, counts: rows.counts }),
    test: measure({ prediction: answers, truth: test.y }),
  };
}

/** The rows of a view, each as often as it has it. */
function rowsOf({ x, y }: DistinctRows, { counts }: FoldViews, view: number): Rows {
  const inputs = x.length / y.length;
  const places = Array.from(y.keys()).flatMap((row) =>
    Array.from({ length: counts[view * y.length + row] as number }, () => row),
  );
  return {
    x: Float64Array.from(places.flatMap((row) => Array.from(x.subarray(row * inputs, (row + 1) * inputs)))),
    y: Float64Array.from(places, (row) => y[row] as number),
  };
}
