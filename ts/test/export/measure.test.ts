import { expect } from 'chai';
import fc from 'fast-check';
import { measure, median, mpe, mse, r2, standardError } from '../../export/measure.ts';
import { RUNS } from '../mlp/spaces.ts';

const pairs = (prediction: number[], truth: number[]) => ({
  prediction: Float64Array.from(prediction),
  truth: Float64Array.from(truth),
});

describe('export/measure', () => {
  it('by hand: squared errors 1, 0, 4 about the truths 1, 2, 4', () => {
    const example = pairs([2, 2, 2], [1, 2, 4]);
    expect(mse(example)).to.be.closeTo(5 / 3, 1e-15);
    // Squares about the mean 7/3: 16/9 + 1/9 + 25/9 = 14/3.
    expect(r2(example)).to.be.closeTo(1 - 5 / (14 / 3), 1e-15);
    // Ratios 1, 0, 1/2.
    expect(mpe(example)).to.be.closeTo(50, 1e-5);
    // Variance of 1, 0, 4 about 5/3 is 13/3.
    expect(standardError(example)).to.be.closeTo(Math.sqrt(13 / 3 / 3), 1e-15);
  });

  it('the truth itself has mse 0, r2 1, mpe 0 and standard error 0; anything else has a greater mse', () => {
    const truths = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(truths, fc.double({ min: 1e-3, max: 10, noNaN: true }), (truth, shift) => {
        const perfect = pairs(truth, truth);
        const measures = measure(perfect);
        const constant = truth.every((value) => value === truth[0]);
        expect({ ...measures, r2: measures.r2 ?? 1 }).to.deep.equal({ mse: 0, r2: 1, mpe: 0 });
        expect(measures.r2 === null).to.equal(constant || mean(truth) === null);
        expect(standardError(perfect)).to.equal(0);
        const shifted = pairs([(truth[0] ?? 0) + shift, ...truth.slice(1)], truth);
        expect(mse(shifted)).to.be.above(0);
      }),
      RUNS,
    );
  });

  it('the mean of the rows has r2 0', () => {
    expect(r2(pairs([3, 3, 3], [1, 2, 6]))).to.equal(0);
  });

  it('mpe is finite where the truth is 0, by an epsilon of 1e-8', () => {
    expect(mpe(pairs([1e-8], [0]))).to.be.closeTo(100, 1e-9);
  });

  it('the median is the middle value, or the mean of the two in the middle, in any order', () => {
    expect(median(Float64Array.of(5, 1, 3))).to.equal(3);
    expect(median(Float64Array.of(10, 1, 5, 3))).to.equal(4);
    expect(median(Float64Array.of(1, Number.NaN))).to.be.NaN;
    expect(median(new Float64Array())).to.be.NaN;
    expect(median(Float64Array.of(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY))).to.equal(
      Number.POSITIVE_INFINITY,
    );
  });

  it('what is no finite number is null', () => {
    expect(measure(pairs([1, 2], [7, 7]))).to.deep.include({ r2: null });
    expect(measure(pairs([Number.NaN, 2], [6, 7]))).to.deep.equal({ mse: null, r2: null, mpe: null });
    expect(measure(pairs([1e200, 2], [6, 7]))).to.deep.include({ mse: null, r2: null });
    expect(measure(pairs([], []))).to.deep.equal({ mse: null, r2: null, mpe: null });
  });

  it('the standard error falls with the root of the rows', () => {
    const few = pairs([1, 3], [0, 0]);
    const many = pairs(
      Array.from({ length: 200 }, (_, i) => (i % 2 ? 1 : 3)),
      new Array<number>(200).fill(0),
    );
    expect(standardError(few)).to.equal(4);
    expect(standardError(many)).to.be.closeTo(4 / Math.sqrt(199), 1e-12);
    expect(standardError(pairs([1], [0]))).to.equal(0);
  });
});

/** Null where squares about the mean vanish in rounding. */
function mean(truth: number[]): number | null {
  const centre = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  return truth.some((value) => (value - centre) ** 2 > 0) ? centre : null;
}
