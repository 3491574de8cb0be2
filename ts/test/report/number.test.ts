import { expect } from 'chai';
import fc from 'fast-check';
import { counted, percent, r2, significant, withUnit } from '../../report/number.ts';

describe('a number in a report', () => {
  it('has three significant digits, and its whole part unrounded', () => {
    const shown: [number, string][] = [
      [0, '0'],
      [1, '1.00'],
      [0.012345, '0.0123'],
      [0.99999, '1.00'],
      [9.996, '10.0'],
      [-2.34567, '-2.35'],
      [345.67, '346'],
      [4075.4, '4075'],
      [12345.6, '12,346'],
      [0.0000123, '1.23e-5'],
      [123456789, '1.23e8'],
      [Number.NaN, '–'],
      [Number.POSITIVE_INFINITY, '–'],
    ];
    for (const [value, text] of shown) expect(significant(value), String(value)).to.equal(text);
    expect(significant(null)).to.equal('–');
    expect(significant(631.27, 4)).to.equal('631.3');
  });

  it('reads back to within half a unit of its third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const back = Number(significant(value).replaceAll(',', ''));
        expect(Math.abs(back - value)).to.be.at.most(Math.abs(value) * 0.00501);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('has three decimals where it is an R2, and no negative zero', () => {
    expect([0.8126, -0.0071, -0.0001, 1, -123.456].map(r2)).to.deep.equal([
      '0.813',
      '-0.007',
      '0.000',
      '1.000',
      '-123',
    ]);
  });

  it('shows how near an R2 is to 1', () => {
    const shown = [0.9994, 0.9995, 0.99951, 0.99987654, 0.99999964, 1 - 2.34e-8, 1 - 2e-9, 1 - 1e-15];
    expect(shown.map(r2)).to.deep.equal([
      '0.999',
      '0.99950',
      '0.99951',
      '0.99988',
      '0.99999964',
      '0.999999977',
      '1 - 2e-9',
      '1 - 1e-15',
    ]);
  });

  it('goes with its noun and its unit', () => {
    expect([counted(1, 'layer'), counted(2, 'layer'), counted(0, 'layer')]).to.deep.equal([
      '1 layer',
      '2 layers',
      '0 layers',
    ]);
    expect([withUnit('3', 'g'), withUnit('3', '')]).to.deep.equal(['3 g', '3']);
    expect([percent(0.125), percent(1), percent(Number.NaN)]).to.deep.equal(['13 %', '100 %', '–']);
  });
});
