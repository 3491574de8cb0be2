import { expect } from 'chai';
import fc from 'fast-check';
import {
  type About,
  buildDepthFronts,
  buildFront,
  chooseFrom,
  type Found,
  found,
  paretoSet,
} from '../../export/front.ts';
import { checkFront } from '../../schema/schemas.ts';
import { RUNS } from '../mlp/spaces.ts';

const truth = Float64Array.of(0, 0, 0, 0);

/** A found network whose validation errors are these, and whose test errors are all `test`. */
const withErrors = (nonzeros: number, errors: number[], test = 0, start = 0): Found =>
  found(
    {
      depth: 1,
      nonzeros,
      nonzeros_raw: nonzeros + 1,
      neurons: [2],
      start,
      file: `networks/${nonzeros}.json`,
    },
    { validation: Float64Array.from(errors), test: Float64Array.of(test, test) },
    { validation: truth, test: Float64Array.of(0, 0) },
  );

const scores = { validation: { mse: 1, r2: 0, mpe: 50 }, test: { mse: 1, r2: null, mpe: 50 } };
const about: About = {
  task: 'task',
  unit: 'm',
  baselines: { constant: scores, ols: scores, untrained: null },
};
const error = ({ validation }: Found) => validation.mse ?? Number.NaN;

const anyFound = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }),
    ),
  )
  .map((all) => all.map(([nonzeros, errors], start) => withErrors(nonzeros, errors, 0, start)));

describe('export/front', () => {
  it('the Pareto set has every network that no other one matches in both, and no other', () => {
    fc.assert(
      fc.property(anyFound, (all) => {
        const set = paretoSet(all);
        const matches = (a: Found, b: Found) => a.nonzeros <= b.nonzeros && error(a) <= error(b);
        const equal = (a: Found, b: Found) => matches(a, b) && matches(b, a);
        for (const network of all) {
          const beaten = all.some((other) => matches(other, network) && !equal(other, network));
          const first = all.find((other) => equal(other, network)) === network;
          expect(set.includes(network)).to.equal(!beaten && first);
        }
      }),
      RUNS,
    );
  });

  it('the Pareto set goes from few non-zeros and large errors to many and small ones', () => {
    fc.assert(
      fc.property(anyFound, (all) => {
        const set = paretoSet(all);
        set.slice(1).forEach((network, i) => {
          expect(network.nonzeros).to.be.above(set[i]?.nonzeros ?? 0);
          expect(error(network)).to.be.below(error(set[i] as Found));
        });
      }),
      RUNS,
    );
  });

  it('a network with an error that is not finite is in no front; with no other there is no front', () => {
    const broken = withErrors(1, [Number.NaN, 0, 0, 0]);
    expect(paretoSet([broken, withErrors(2, [1, 1, 1, 1])])).to.have.length(1);
    expect(buildFront(about, [broken])).to.equal(null);
  });

  it('chosen is the one with the fewest non-zeros within one standard error of the best', () => {
    // Squared residuals 0, 0, 0, 4: mean 1, standard error 1. So 2 is the limit, and 2 is within it.
    const best = withErrors(9, [0, 0, 0, 2]);
    const within = withErrors(5, [Math.SQRT2, Math.SQRT2, Math.SQRT2, Math.sqrt(2 - 1e-9)]);
    const beyond = withErrors(3, [1.5, 1.5, 1.5, 1.5]);
    expect(best.standard_error).to.equal(1);
    expect(chooseFrom([beyond, within, best])?.chosen).to.equal(1);
    expect(chooseFrom([beyond, best])?.chosen).to.equal(1);
    expect(chooseFrom([])).to.equal(null);
  });

  it('where errors are small, chosen is the size from which twice as much does not divide the error by ten', () => {
    const rows = { validation: Float64Array.of(-1, 1, -1, 1), test: Float64Array.of(0, 1) };
    const clean = (nonzeros: number, share: number) => {
      const size = Math.sqrt(share);
      const validation = rows.validation.map((value, i) => value + (i < 2 ? size : -size));
      const network = { depth: 1, nonzeros, nonzeros_raw: nonzeros, neurons: [2], start: 0, file: 'a.json' };
      return found(network, { validation, test: rows.test }, rows);
    };
    const set = [clean(5, 0.1), clean(10, 1e-3), clean(20, 5e-6), clean(40, 2e-6), clean(80, 1e-9)];
    expect(chooseFrom(set)).to.deep.equal({ chosen: 2, rule: 'knee' });
    expect(chooseFrom(set.slice(0, 2))).to.deep.equal({ chosen: 1, rule: 'one-standard-error' });
  });

  it('nothing within the limit is smaller than what is chosen', () => {
    fc.assert(
      fc.property(anyFound, (all) => {
        const set = paretoSet(all);
        const chosen = chooseFrom(set)?.chosen;
        if (chosen === undefined) {
          expect(set).to.deep.equal([]);
          return;
        }
        const best = set.reduce((a, b) => (error(b) < error(a) ? b : a));
        const limit = error(best) + best.standard_error;
        const small = all.filter((network) => error(network) <= limit).map(({ nonzeros }) => nonzeros);
        expect(set[chosen]?.nonzeros).to.equal(Math.min(...small));
      }),
      RUNS,
    );
  });

  it('the front of a depth is that of its networks alone, whatever the other depths have', () => {
    fc.assert(
      fc.property(anyFound, anyFound, (shallow, deep) => {
        const second = deep.map((each) => ({ ...each, depth: 2 }));
        const together = buildDepthFronts([...second, ...shallow]);
        expect(together).to.deep.equal([...buildDepthFronts(shallow), ...buildDepthFronts(second)]);
        for (const { depth, networks, chosen } of together) {
          const front = buildFront(about, depth === 1 ? shallow : second);
          expect({ networks, chosen }).to.deep.equal({ networks: front?.networks, chosen: front?.chosen });
        }
        expect(together).to.have.length([shallow, second].filter(({ length }) => length > 0).length);
      }),
      RUNS,
    );
  });

  it('test rows are measured and choose nothing', () => {
    const all = (test: number[]) => [
      withErrors(3, [1, 1, 1, 1], test[0]),
      withErrors(5, [0.5, 0.5, 0.5, 0.5], test[1]),
    ];
    const build = (test: number[]) => buildFront(about, all(test));
    const [good, bad] = [build([0, 100]), build([100, 0])];
    expect(good?.chosen).to.equal(bad?.chosen);
    expect(good?.networks.map(({ test }) => test.mse)).to.deep.equal([0, 10_000]);
    expect(bad?.networks.map(({ test }) => test.mse)).to.deep.equal([10_000, 0]);
  });

  it('a front fits its schema, with nulls where JSON has no number, and with and without what is optional', () => {
    const all = [withErrors(3, [1, 1, 1, 1], Number.NaN), withErrors(5, [0, 0, 0, 1])];
    for (const more of [{}, { seed: 1, seconds: 2.5, steps: 300 }]) {
      const front = buildFront({ ...about, ...more }, all);
      const checked = checkFront(JSON.parse(JSON.stringify(front)));
      expect(checked).to.deep.equal({ ok: true, value: front });
    }
  });

  it('a front with a key that the schema has not, or without one that it has, does not fit', () => {
    const front = buildFront(about, [withErrors(3, [1, 1, 1, 1])]);
    expect(checkFront({ ...front, colour: 'red' }).ok).to.equal(false);
    for (const key of Object.keys(front ?? {}).filter((name) => name !== 'selection')) {
      const lacking = Object.fromEntries(Object.entries(front ?? {}).filter(([name]) => name !== key));
      expect(checkFront(lacking).ok, key).to.equal(false);
    }
  });
});
