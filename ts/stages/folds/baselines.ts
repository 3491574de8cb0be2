import type { FoldViews } from '../../data/folds.ts';
import { type DistinctRows, selectRows, type TableRows, widthOf } from '../../data/rows.ts';
import { type LeftOut, leftOutMeasures } from '../../export/left-out.ts';
import { mean, median } from '../../export/measure.ts';
import { fitLinear, predictLinear } from '../../export/ols.ts';
import { answerWidth, measureTask, type Task } from '../../export/task.ts';
import type { Front, Scores } from '../../schema/types.ts';
import type { FoldQuestion, Member } from './members.ts';

/** Fits some rows, and answers others: `asked` [S, I] gives [S, A]. */
type Method = (fitted: TableRows, asked: Float64Array) => Float64Array;

/**
 * What anyone would try first: fitted to all rows for the test, to those of each fold for validation. Of numbers the best
 * constant and least squares; of classes their shares, and the logistic model of most inputs among `members`.
 */
export function foldBaselines(
  question: FoldQuestion,
  members: readonly Member[],
): Pick<Front['baselines'], 'constant' | 'ols'> {
  const { task } = question.rows;
  if (task.labels !== null) {
    const shares: Method = (fitted, asked) => repeated(sharesOf(task, fitted.y), rowsIn(asked, question));
    return { constant: scores(shares, question), ols: widestLine(members) };
  }
  if (task.targets.length > 1) {
    const means: Method = (fitted, asked) => repeated(columnsOf(fitted).map(mean), rowsIn(asked, question));
    return { constant: scores(means, question), ols: widestLine(members) };
  }
  const constant = (middle: (values: Float64Array) => number): Method => {
    return (fitted, asked) => repeated([middle(fitted.y)], rowsIn(asked, question));
  };
  const line: Method = (fitted, asked) => predictLinear(fitLinear(fitted.x, fitted.y), asked);
  const [byMean, byMedian] = [constant(mean), constant(median)].map((method) => scores(method, question)) as [
    Scores,
    Scores,
  ];
  return {
    constant: {
      validation: { ...byMean.validation, mpe: byMedian.validation.mpe },
      test: { ...byMean.test, mpe: byMedian.test.mpe },
    },
    ols: scores(line, question),
  };
}

function widestLine(members: readonly Member[]): Scores | null {
  const line = members.filter(({ depth }) => depth === 0).sort((a, b) => b.nonzeros - a.nonzeros)[0];
  return line ? { validation: line.validation, test: line.test } : null;
}

function rowsIn(asked: Float64Array, { table }: FoldQuestion): number {
  return asked.length / table.card.inputs.length;
}

function repeated(answer: readonly number[], rows: number): Float64Array {
  return Float64Array.from(
    { length: rows * answer.length },
    (_, place) => answer[place % answer.length] as number,
  );
}

/** As networks answer: of two classes the share of the second, of more of each. */
function sharesOf({ labels }: Task, y: Float64Array): number[] {
  const share = (which: number) => y.filter((each) => each === which).length / y.length;
  const shares = (labels ?? []).map((_, which) => share(which));
  return shares.length === 2 ? shares.slice(1) : shares;
}

function columnsOf({ count, y }: TableRows): Float64Array[] {
  const width = widthOf(y, count);
  return Array.from({ length: width }, (_, o) => y.filter((_, place) => place % width === o));
}

function scores(method: Method, { rows, test }: FoldQuestion): Scores {
  const { task, rows: fitted, views } = rows;
  const width = answerWidth(task);
  const prediction = new Float64Array(views.held.length * width).fill(Number.NaN);
  for (let view = 0; view < views.views; view++) {
    const answers = method(rowsOf(fitted, views, view), fitted.x);
    views.held.forEach((answering, place) => {
      if (answering !== view) return;
      const row = place % fitted.count;
      prediction.set(answers.subarray(row * width, (row + 1) * width), place * width);
    });
  }
  const leftOut: LeftOut = { task, prediction, truth: fitted.y, counts: fitted.counts };
  return {
    validation: leftOutMeasures(leftOut),
    test: measureTask(task, { prediction: method(rowsOf(fitted, views, 0), test.x), truth: test.y }),
  };
}

/** The rows of a view, each as often as it has it. */
function rowsOf(rows: DistinctRows, { counts }: FoldViews, view: number): TableRows {
  const places = Array.from({ length: rows.count }, (_, row) => row).flatMap((row) =>
    Array.from({ length: counts[view * rows.count + row] as number }, () => row),
  );
  return selectRows(rows, places);
}
