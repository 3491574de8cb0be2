import { expect } from 'chai';
import fc from 'fast-check';
import { median } from '../../data/median.ts';

describe('the median', () => {
  it('is the middle of the sorted numbers, or between the two', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const at = (place: number) => sorted[Math.floor(place)] as number;
        const half = (values.length - 1) / 2;
        const given = Float64Array.from(values);
        expect(median(given)).to.equal((at(half) + at(half + 0.5)) / 2);
        expect([...given]).to.deep.equal(values);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
