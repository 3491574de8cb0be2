import { expect } from 'chai';
import fc from 'fast-check';
import { Pace } from '../../log/pace.ts';

const pace = (...samples: [done: number, at: number][]): Pace => {
  const made = new Pace();
  for (const [done, at] of samples) made.add(done, 1000, 'steps', at);
  return made;
};

describe('pace', () => {
  it('of steady progress is its rate, and the rest at that rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2, max: 200 }), (rate, seconds) => {
        const made = new Pace();
        const total = rate * 1000;
        for (let at = 0; at <= seconds; at++) made.add(rate * at, total, 'steps', at);
        expect(made.rate()).to.be.closeTo(rate, 1e-9);
        expect(made.left()).to.be.closeTo(1000 - seconds, 1e-6);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is not known from one report', () => {
    expect(pace([500, 3]).rate()).to.equal(null);
    expect(pace([500, 3]).left()).to.equal(null);
  });

  it('does not count what was done before the first report', () => {
    expect(pace([500, 0], [510, 1]).rate()).to.equal(10);
  });

  it('follows a change within half a minute', () => {
    const samples = Array.from({ length: 101 }, (_, at): [number, number] => [
      at < 50 ? at * 10 : 500 + (at - 50),
      at,
    ]);
    expect(pace(...samples).rate()).to.be.closeTo(1, 0.01);
  });

  it('starts afresh when the stage counts something else', () => {
    const made = pace([0, 0], [900, 1]);
    made.add(0, 50, 'rounds', 2);
    expect(made.rate()).to.equal(null);
    made.add(5, 50, 'rounds', 3);
    expect(made.rate()).to.equal(5);
    expect(made.left()).to.equal(9);
  });
});
