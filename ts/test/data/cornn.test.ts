import { expect } from 'chai';
import { CORNN_ROWS, cornnFunctions, cornnRows } from '../../data/cornn/rows.ts';
import { mse } from '../../export/measure.ts';
import { fitPolynomial } from '../../export/polynomial.ts';
import { cornnGolden } from './cornn-golden.ts';

const { train, test } = CORNN_ROWS;

/** The golden numbers have four decimals, or two digits where they are small. */
function isAsWritten(value: number, golden: number): boolean {
  if (golden < 1e-20) return value < 1e-24;
  return Math.abs(value - golden) <= (golden < 5e-4 ? 0.06 * golden : 5.1e-5);
}

describe('the rows of CORNN', () => {
  it('are of 54 functions, of different titles', () => {
    const titles = Object.values(cornnFunctions).map(({ title }) => title);
    expect(titles).to.have.members(Object.keys(cornnGolden));
    expect(new Set(titles).size).to.equal(54);
  });

  it('have the same inputs for all, in [-1, 1], and training targets from -1 to 1', () => {
    const { x, y } = cornnRows(cornnFunctions.leon);
    expect(x).to.deep.equal(cornnRows(cornnFunctions.ackley).x);
    expect([x[0], x[1]]).to.deep.equal([2 * 0.5488135039273248 - 1, 2 * 0.3667802195520107 - 1]);
    expect([x.length, y.length]).to.deep.equal([2 * (train + test), train + test]);
    const fitted = y.subarray(0, train);
    expect(Math.min(...fitted)).to.be.closeTo(-1, 1e-12);
    expect(Math.max(...fitted)).to.be.closeTo(1, 1e-12);
  });

  it('have test targets that may lie outside', () => {
    const tested = cornnRows(cornnFunctions.schaffer_3).y.subarray(train);
    expect(Math.min(...tested)).to.be.closeTo(-1.11, 5e-4);
  });

  for (const plane of Object.values(cornnFunctions)) {
    it(`of ${plane.title} leave to the mean and to polynomials what the benchmark's own rows leave`, () => {
      const { x, y } = cornnRows(plane);
      const rest = { x: x.subarray(2 * train), truth: y.subarray(train) };
      const errors = [0, 1, 2, 4].map((degree) => {
        const model = fitPolynomial(x.subarray(0, 2 * train), y.subarray(0, train), degree);
        return mse({ prediction: model.predict(rest.x), truth: rest.truth });
      });
      cornnGolden[plane.title]?.forEach((golden, i) => {
        expect(isAsWritten(errors[i] as number, golden), `${errors[i]} for ${golden}`).to.equal(true);
      });
    });
  }
});
