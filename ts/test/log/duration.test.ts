import { expect } from 'chai';
import fc from 'fast-check';
import { duration } from '../../log/duration.ts';

describe('duration', () => {
  it('is told in two units at most', () => {
    const told = [0, 0.44, 9.9, 9.96, 59.4, 59.6, 200, 3599.6, 7500, 86_399, 86_400, 273_600].map(duration);
    expect(told).to.deep.equal([
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min',
      '3 min 20 s',
      '1 h',
      '2 h 5 min',
      '1 d',
      '1 d',
      '3 d 4 h',
    ]);
  });

  it('is true to a few percent, and never shows 60 of what makes one of the next', () => {
    const size: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400 };
    const most: Record<string, number> = { s: 60, min: 60, h: 24, d: 100 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 5e6, noNaN: true }), (seconds) => {
        let sum = 0;
        for (const [, amount = '', unit = ''] of duration(seconds).matchAll(/([\d.]+) (\w+)/g)) {
          expect(Number(amount)).to.be.below(most[unit] ?? 0);
          sum += Number(amount) * (size[unit] ?? Number.NaN);
        }
        expect(sum).to.be.closeTo(seconds, seconds * 0.05);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
