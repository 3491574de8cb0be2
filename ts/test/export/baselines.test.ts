import { expect } from 'chai';
import { constantBaseline, linearBaseline, type Rows } from '../../export/baselines.ts';
import { fitLinear, predictLinear } from '../../export/ols.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';

/** Rows of `inputs` uniform inputs and a target that `f` makes of them. */
function rows(label: string, count: number, inputs: number, f: (x: Float64Array) => number): Rows {
  const stream = openStream(label);
  const x = Float64Array.from({ length: count * inputs }, () => uniform(stream, -1, 1));
  const y = Float64Array.from({ length: count }, (_, row) => f(x.subarray(row * inputs, (row + 1) * inputs)));
  return { x, y };
}

describe('export/baselines', () => {
  it('least squares finds the line through exact data, its intercept and coefficients', () => {
    const { x, y } = rows('exact', 30, 3, ([a = 0, b = 0, c = 0]) => 4 + 2 * a - 3 * b + 0.5 * c);
    const { intercept, coefficients } = fitLinear(x, y);
    expect(intercept).to.be.closeTo(4, 1e-13);
    [2, -3, 0.5].forEach((value, i) => {
      expect(coefficients[i]).to.be.closeTo(value, 1e-13);
    });
  });

  it('its residuals are orthogonal to the constant and to every column; a changed coefficient is worse', () => {
    const { x, y } = rows('noisy', 200, 3, ([a = 0, b = 0, c = 0]) => Math.exp(a) + b * c);
    const model = fitLinear(x, y);
    const residuals = predictLinear(model, x).map((value, row) => value - (y[row] ?? 0));
    const against = (values: Float64Array) =>
      residuals.reduce((sum, value, row) => sum + value * (values[row] ?? 0), 0);
    expect(against(new Float64Array(200).fill(1))).to.be.closeTo(0, 1e-11);
    for (const i of [0, 1, 2]) {
      expect(against(Float64Array.from(y, (_, row) => x[3 * row + i] ?? 0))).to.be.closeTo(0, 1e-11);
    }
    const sse = (coefficients: Float64Array) =>
      predictLinear({ ...model, coefficients }, x).reduce(
        (sum, value, row) => sum + (value - (y[row] ?? 0)) ** 2,
        0,
      );
    for (const i of [0, 1, 2]) {
      const changed = model.coefficients.map((value, j) => (i === j ? value + 1e-3 : value));
      expect(sse(changed)).to.be.above(sse(model.coefficients));
    }
  });

  it('is exact for columns of very different sizes and far from zero', () => {
    const { x, y } = rows('units', 50, 2, ([a = 0, b = 0]) => a + b);
    const scaled = x.map((value, i) => (i % 2 ? 1e-6 * value : 1e6 * value + 1e9));
    predictLinear(fitLinear(scaled, y), scaled).forEach((value, row) => {
      expect(value).to.be.closeTo(y[row] ?? Number.NaN, 1e-6);
    });
  });

  it('leaves out columns that depend on others: constants, copies, sums; predictions stay the best', () => {
    const { x, y } = rows('rank', 40, 2, ([a = 0, b = 0]) => 1 + a * b + a);
    const wide = Float64Array.from({ length: 40 * 5 }, (_, i) => {
      const [a = 0, b = 0] = x.subarray(2 * Math.floor(i / 5));
      return [a, b, 0.1, a, a + b][i % 5] ?? 0;
    });
    const model = fitLinear(wide, y);
    expect(model.coefficients.every((value) => Math.abs(value) < 10)).to.equal(true);
    expect(model.coefficients.filter((value) => value !== 0).length).to.equal(2);
    const expected = predictLinear(fitLinear(x, y), x);
    predictLinear(model, wide).forEach((value, row) => {
      expect(value).to.be.closeTo(expected[row] ?? Number.NaN, 1e-12);
    });
  });

  it('with fewer rows than columns goes through every row', () => {
    const { x, y } = rows('few', 3, 5, ([a = 0]) => Math.exp(a));
    predictLinear(fitLinear(x, y), x).forEach((value, row) => {
      expect(value).to.be.closeTo(y[row] ?? Number.NaN, 1e-12);
    });
  });

  it('is fitted on the training rows alone and measured on the others', () => {
    const line = ([a = 0]: Float64Array) => 2 * a + 1;
    const [higher, shifted] = [(x: Float64Array) => line(x) + 2, (x: Float64Array) => line(x) + 1];
    const parts = {
      train: rows('a', 20, 1, line),
      validation: rows('b', 20, 1, higher),
      test: rows('c', 20, 1, shifted),
    };
    const { validation, test } = linearBaseline(parts);
    expect(validation.mse).to.be.closeTo(4, 1e-12);
    expect(test.mse).to.be.closeTo(1, 1e-12);
  });

  it("the constant is the training rows' mean for mse and r2, and their median for mpe", () => {
    const part = (...y: number[]): Rows => ({ x: new Float64Array(y.length), y: Float64Array.from(y) });
    const { validation, test } = constantBaseline({
      train: part(1, 2, 9),
      validation: part(4, 8),
      test: part(4, 4),
    });
    // Mean 4: errors 0 and 4. Median 2: ratios 2 / 4 and 6 / 8.
    expect(validation.mse).to.equal(8);
    expect(validation.r2).to.equal(-1);
    expect(validation.mpe).to.be.closeTo(62.5, 1e-5);
    expect(test.mse).to.equal(0);
    expect(test.r2).to.equal(null);
  });
});
