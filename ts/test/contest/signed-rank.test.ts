import { expect } from 'chai';
import fc from 'fast-check';
import { signedRank } from '../../contest/signed-rank.ts';

/** The exact p-value by trying every choice of signs. */
function byEnumeration(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const sorted = [...sizes].sort((a, b) => a - b);
  const ranks = sizes.map((size) => {
    const places = sorted.flatMap((value, i) => (value === size ? [i + 1] : []));
    return places.reduce((a, b) => a + b, 0) / places.length;
  });
  const total = ranks.reduce((a, b) => a + b, 0);
  const positive = differences
    .filter((d) => d !== 0)
    .reduce((sum, d, i) => sum + (d > 0 ? (ranks[i] ?? 0) : 0), 0);
  const observed = Math.min(positive, total - positive);
  let asExtreme = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const sum = ranks.reduce((s, rank, i) => s + (signs & (1 << i) ? rank : 0), 0);
    if (Math.min(sum, total - sum) <= observed + 1e-9) asExtreme += 1;
  }
  return asExtreme / 2 ** ranks.length;
}

describe("Wilcoxon's signed-rank test", () => {
  it('gives the table of small samples: 5 of one sign have p = 1/16, 6 have 1/32', () => {
    expect(signedRank([1, 2, 3, 4, 5]).p).to.equal(1 / 16);
    expect(signedRank([-1, -2, -3, -4, -5, -6]).p).to.equal(1 / 32);
  });

  it("gives the example of Wilcoxon's tables: n = 10, W = 8 has p = 0.0488", () => {
    const result = signedRank([-8, 1, 2, 3, 4, 5, 6, 7, 9, 10]);
    expect([result.positive, result.negative]).to.deep.equal([47, 8]);
    expect(result.p).to.be.closeTo(0.048828125, 1e-12);
  });

  it('is exact with equal sizes, too', () => {
    const difference = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 9 }), (differences) => {
        expect(signedRank(differences).p).to.be.closeTo(Math.min(1, byEnumeration(differences)), 1e-12);
      }),
    );
  });

  it('leaves zeros out, does not care for a change of sides, and is 1 of nothing', () => {
    expect(signedRank([0, 1, 0, 2, -3])).to.deep.equal(signedRank([1, 2, -3]));
    expect(signedRank([1, 2, -4]).p).to.equal(signedRank([-1, -2, 4]).p);
    expect(signedRank([0, 0])).to.deep.equal({ pairs: 0, positive: 0, negative: 0, p: 1 });
  });
});
