import { expect } from 'chai';
import fc from 'fast-check';
import { hypervolume, type Point } from '../../contest/hypervolume.ts';

const point: fc.Arbitrary<Point> = fc.record({
  nonzeros: fc.integer({ min: 0, max: 200 }),
  fvu: fc.double({ min: -9, max: 1, noNaN: true }).map((exponent) => 10 ** exponent),
});
const points = fc.array(point, { maxLength: 8 });

/** The share of a fine grid of the box that some point dominates. */
function byCounting(front: readonly Point[]): number {
  let inside = 0;
  for (let n = 0; n < 150; n++) {
    const best = Math.min(1, ...front.filter(({ nonzeros }) => nonzeros <= n).map(({ fvu }) => fvu));
    inside += -Math.log10(Math.max(best, 1e-8));
  }
  return inside / (150 * 8);
}

describe('the hypervolume of a front', () => {
  it('is 0 of nothing, 1 of a perfect model without a number, and half for half of either', () => {
    expect(hypervolume([])).to.equal(0);
    expect(hypervolume([{ nonzeros: 0, fvu: 0 }])).to.equal(1);
    expect(hypervolume([{ nonzeros: 75, fvu: 1e-8 }])).to.equal(0.5);
    expect(hypervolume([{ nonzeros: 0, fvu: 1e-4 }])).to.equal(0.5);
  });

  it('is the sum of its steps', () => {
    const front = [
      { nonzeros: 50, fvu: 1e-4 },
      { nonzeros: 20, fvu: 1e-2 },
    ];
    expect(hypervolume(front)).to.be.closeTo((30 * 2 + 100 * 4) / (150 * 8), 1e-12);
  });

  it('counts nothing at or beyond the reference, and no error below the floor', () => {
    expect(hypervolume([{ nonzeros: 151, fvu: 1e-8 }])).to.equal(0);
    expect(hypervolume([{ nonzeros: 150, fvu: 1e-8 }])).to.equal(0);
    expect(hypervolume([{ nonzeros: 3, fvu: 1 }])).to.equal(0);
    expect(hypervolume([{ nonzeros: 3, fvu: Number.NaN }])).to.equal(0);
    expect(hypervolume([{ nonzeros: 3, fvu: 1e-12 }])).to.equal(hypervolume([{ nonzeros: 3, fvu: 1e-8 }]));
  });

  it('is what counting gives, in any order', () => {
    fc.assert(
      fc.property(points, (front) => {
        expect(hypervolume(front)).to.be.closeTo(byCounting(front), 1e-9);
        expect(hypervolume(front.toReversed())).to.be.closeTo(hypervolume(front), 1e-12);
      }),
    );
  });

  it('never falls by another point, and stays where a point is dominated', () => {
    fc.assert(
      fc.property(points, point, (front, more) => {
        expect(hypervolume([...front, more])).to.be.at.least(hypervolume(front) - 1e-12);
        const worse = { nonzeros: more.nonzeros + 1, fvu: more.fvu * 2 };
        expect(hypervolume([...front, more, worse])).to.be.closeTo(hypervolume([...front, more]), 1e-12);
      }),
    );
  });
});
