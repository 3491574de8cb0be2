import { expect } from 'chai';
import * as fc from 'fast-check';
import { kneeOf, undominated } from '../../../report/paper/knee.ts';

const point = (nonzeros: number, mpe: number) => ({ nonzeros, mpe });
const points = fc.array(
  fc.record({
    nonzeros: fc.integer({ min: 1, max: 60 }),
    mpe: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
  { maxLength: 12 },
);

describe('the knee', () => {
  it('is the point farthest below the line from the smallest to the largest network, in log MPE', () => {
    // Below the line by 0, 1 - 0.25 - 0.5 = 0.25, 1 - 0.5 - 0.25 = 0.25 + a little, 0.
    const curve = [point(10, 100), point(20, 10), point(30, 3), point(50, 1)];
    expect(kneeOf(curve)).to.equal(curve[2]);
    expect(kneeOf([point(10, 100), point(20, 9), point(30, 3.3), point(50, 1)])).to.deep.equal(point(20, 9));
  });

  it('is none on a straight line, above it, or of fewer than three networks', () => {
    expect(kneeOf([point(10, 100), point(20, 10), point(30, 1)])).to.equal(null);
    expect(kneeOf([point(10, 100), point(20, 50), point(30, 1)])).to.equal(null);
    expect(kneeOf([point(10, 100), point(30, 1)])).to.equal(null);
    expect(kneeOf([])).to.equal(null);
  });

  it('takes an exact network for one of the least error that is drawn', () => {
    expect(kneeOf([point(10, 100), point(12, 0), point(30, 0)])).to.equal(null);
    expect(kneeOf([point(10, 100), point(12, 1e-3), point(30, 0)])?.nonzeros).to.equal(12);
  });

  it('is a network that no other equals or beats, and does not change with the unit of the error', () => {
    fc.assert(
      fc.property(points, (curve) => {
        const knee = kneeOf(curve);
        if (knee === null) return;
        expect(undominated(curve)).to.include(knee);
        const scaled = kneeOf(curve.map(({ nonzeros, mpe }) => point(nonzeros, 7 * mpe)));
        expect(scaled?.nonzeros).to.equal(knee.nonzeros);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('the networks beaten by none', () => {
  it('fall in error as they grow, and every other one is equalled or beaten by one of them', () => {
    fc.assert(
      fc.property(points, (curve) => {
        const front = undominated(curve);
        front.forEach((each, i) => {
          const next = front[i + 1];
          if (next !== undefined) expect(next.mpe < each.mpe && next.nonzeros > each.nonzeros).to.equal(true);
        });
        for (const { nonzeros, mpe } of curve) {
          expect(front.some((each) => each.nonzeros <= nonzeros && each.mpe <= mpe)).to.equal(true);
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
