import { expect } from 'chai';
import * as fc from 'fast-check';
import { pairedDifference, spread, verdictOf } from '../../../report/paper/statistics.ts';

describe('a spread', () => {
  it('is mean and sample standard deviation of what is known', () => {
    expect(spread([2, 4, null, Number.NaN, 9])).to.deep.equal({ mean: 5, deviation: Math.sqrt(13), n: 3 });
  });

  it('has no deviation of one value, and one of exactly zero of equal values', () => {
    expect(spread([3]).deviation).to.be.NaN;
    expect(spread([0.1, 0.1, 0.1])).to.deep.equal({
      mean: (0.1 + 0.1 + 0.1) / 3,
      deviation: 0,
      n: 3,
    });
  });

  it('of nothing is not a number', () => {
    expect(spread([null]).mean).to.be.NaN;
  });
});

describe('a paired difference', () => {
  it('has the 95 % interval of Student’s t: mean ± 4.303 s / √3 for three pairs', () => {
    const { mean, low, high, n } = pairedDifference([1, 2, 3], [2, 4, 6]);
    expect([mean, n]).to.deep.equal([-2, 3]);
    expect(low).to.be.closeTo(-2 - 4.303 / Math.sqrt(3), 1e-9);
    expect(high).to.be.closeTo(-2 + 4.303 / Math.sqrt(3), 1e-9);
  });

  it('forgets what the pairs share', () => {
    const finite = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite, finite), { minLength: 2, maxLength: 8 }), (rows) => {
        const plain = pairedDifference(
          rows.map(([a]) => a),
          rows.map(([, b]) => b),
        );
        const shared = pairedDifference(
          rows.map(([a, , c]) => a + c),
          rows.map(([, b, c]) => b + c),
        );
        expect(shared.mean).to.be.closeTo(plain.mean, 1e-9);
        expect(shared.high).to.be.closeTo(plain.high, 1e-6);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('a verdict', () => {
  it('holds where the interval is below zero, does not where it is above', () => {
    expect(verdictOf(pairedDifference([1, 1.1, 0.9], [5, 5.2, 5.1]))).to.equal('holds');
    expect(verdictOf(pairedDifference([5, 5.2, 5.1], [1, 1.1, 0.9]))).to.equal('does not hold');
  });

  it('does not hold between what is equal in every pair', () => {
    expect(verdictOf(pairedDifference([1, 2], [1, 2]))).to.equal('does not hold');
  });

  it('cannot be told where the interval spans zero, and never from one pair or none', () => {
    expect(verdictOf(pairedDifference([1, 6, 2], [2, 4, 3]))).to.equal('cannot be told');
    expect(verdictOf(pairedDifference([1], [100]))).to.equal('cannot be told');
    expect(verdictOf(pairedDifference([], []))).to.equal('cannot be told');
  });
});
