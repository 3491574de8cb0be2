import { expect } from 'chai';
import {
  conformalInterval,
  huberBend,
  leftOutMeasures,
  rowErrors,
  spreadOf,
  weighted,
} from '../../export/left-out.ts';
import type { Task } from '../../export/task.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';

const counts = Float64Array.of(1, 1, 2);
const truth = Float64Array.of(0, 10, 4);
/** Two repeats; the second has no answer to the last row. */
const prediction = Float64Array.of(1, 10, 5, -3, 12, Number.NaN);
const task: Task = { kind: 'regression', targets: ['y'], labels: null };
const leftOut = { task, prediction, truth, counts };

describe('export/left-out', () => {
  it('a row’s error is its mean over the repeats that answered', () => {
    expect(rowErrors(leftOut)).to.deep.equal(Float64Array.of((1 + 9) / 2, (0 + 4) / 2, 1));
    expect(rowErrors(leftOut, 1)).to.deep.equal(Float64Array.of((1 + 5) / 2, (0 + 3) / 2, 1));
  });

  it('copies of a row count as rows in means, measures and spreads', () => {
    expect(weighted(Float64Array.of(5, 2, 1), counts)).to.equal(9 / 4);
    const { mse, r2 } = leftOutMeasures(leftOut);
    const twice = Float64Array.of(0, 10, 4, 4);
    const mean = 18 / 4;
    const variance = twice.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
    expect(mse).to.equal(9 / 4);
    expect(r2).to.be.closeTo(1 - 9 / 4 / variance, 1e-12);
    expect(spreadOf(Float64Array.of(3, 3, 3), counts)).to.equal(0);
    expect(spreadOf(Float64Array.of(1, Number.NaN, 1), counts)).to.equal(0);
  });

  it('Huber’s bend follows the median error, not the wildest', () => {
    const errors = Float64Array.of(1, -1, 1, -1, 1e6);
    const wild = {
      task,
      prediction: errors,
      truth: new Float64Array(5),
      counts: new Float64Array(5).fill(1),
    };
    expect(huberBend([wild])).to.be.closeTo(1.345 * 1.4826, 1e-12);
  });

  it('a row that is off by any distance leaves what others tell of two answers', () => {
    const errors = (answer: number) => {
      const known = { task, prediction: Float64Array.of(answer, answer), counts: Float64Array.of(1, 1) };
      return rowErrors({ ...known, truth: Float64Array.of(0, 1e38) }, 1);
    };
    const gain = weighted(errors(0.5), Float64Array.of(1, 1)) - weighted(errors(0.1), Float64Array.of(1, 1));
    expect(gain).to.be.closeTo((0.25 - 0.01) / 2, 1e-6);
  });

  it('intervals hold nine of ten new rows', () => {
    let inside = 0;
    let asked = 0;
    for (let run = 0; run < 300; run++) {
      const stream = openStream(`interval/${run}`);
      const rows = 40;
      const noise = Float64Array.from({ length: rows }, () => uniform(stream, -1, 1));
      const each = {
        task,
        prediction: noise,
        truth: new Float64Array(rows),
        counts: new Float64Array(rows).fill(1),
      };
      const half_width = conformalInterval(each)?.half_width ?? Number.NaN;
      for (let i = 0; i < 50; i++) {
        inside += Math.abs(uniform(stream, -1, 1)) <= half_width ? 1 : 0;
        asked += 1;
      }
    }
    expect(inside / asked).to.be.within(0.89, 0.93);
  });
});
