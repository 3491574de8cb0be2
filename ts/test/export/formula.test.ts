import { expect } from 'chai';
import fc from 'fast-check';
import { predictFormula, predictFormulas } from '../../export/formula.ts';
import { checkFormula } from '../../schema/schemas.ts';
import type { FormulaFile } from '../../schema/types.ts';

const columns = {
  inputs: [
    { name: 'a', offset: 1, scale: 2 },
    { name: 'b', offset: 0, scale: 1 },
  ],
  output: { name: 'y', offset: 5, scale: 10 },
};

function formula(basis: FormulaFile['basis'], terms: FormulaFile['terms']): FormulaFile {
  return { format: 1, ...columns, basis, terms, nonzeros: terms.length, provenance: {} };
}

/** P_0 to P_4, as books print them. */
const LEGENDRE: readonly ((x: number) => number)[] = [
  () => 1,
  (x) => x,
  (x) => (3 * x ** 2 - 1) / 2,
  (x) => (5 * x ** 3 - 3 * x) / 2,
  (x) => (35 * x ** 4 - 30 * x ** 2 + 3) / 8,
];

const term = fc.record({
  exponents: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  coefficient: fc.double({ min: -2, max: 2, noNaN: true }),
});
const number = fc.double({ min: -1, max: 3, noNaN: true });

describe('a formula', () => {
  it('is the sum of its terms of scaled inputs, in the unit of the output', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('power' as const, 'legendre' as const),
        fc.array(term, { maxLength: 6 }),
        fc.array(fc.tuple(number, number), { maxLength: 4 }),
        (basis, terms, rows) => {
          const value = (x: number, n: number) => (basis === 'power' ? x ** n : (LEGENDRE[n]?.(x) ?? 0));
          const expected = rows.map(
            ([a, b]) =>
              5 +
              10 *
                terms.reduce(
                  (sum, { exponents: [n, m], coefficient }) =>
                    sum + coefficient * value((a - 1) / 2, n) * value(b, m),
                  0,
                ),
          );
          const found = predictFormula(formula(basis, terms), Float64Array.from(rows.flat()));
          expect(found).to.have.length(expected.length);
          expected.forEach((y, row) => {
            expect(found[row]).to.be.closeTo(y, 1e-8 * (1 + Math.abs(y)));
          });
        },
      ),
    );
  });

  it('predicts the same alone as among others, on any number of rows', () => {
    const several = [
      formula('legendre', [{ exponents: [3, 1], coefficient: 0.5 }]),
      formula('power', [{ exponents: [3, 1], coefficient: 0.5 }]),
      formula('power', []),
    ];
    const rows = Float64Array.from({ length: 2 * 5000 }, (_, i) => Math.sin(i));
    const together = predictFormulas(several, rows);
    several.forEach((each, i) => {
      expect(together[i]).to.deep.equal(predictFormula(each, rows));
    });
    expect(together[0]).to.not.deep.equal(together[1]);
    expect(together[2]?.every((y) => y === 5)).to.equal(true);
    expect(together[0]).to.have.length(5000);
  });

  it('is refused rows that are not whole, and a file that is not one', () => {
    expect(() => predictFormula(formula('power', []), new Float64Array(3))).to.throw(RangeError);
    expect(checkFormula(formula('power', [{ exponents: [1, 0], coefficient: 2 }])).ok).to.equal(true);
    expect(checkFormula({ ...formula('power', []), basis: 'fourier' }).ok).to.equal(false);
  });
});
