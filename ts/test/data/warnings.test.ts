import { expect } from 'chai';
import { heaviestRow } from '../../data/warnings.ts';

const noise = (row: number) => Math.sin(12.9 * row) * 2;
const column = (of: (row: number) => number) => Float64Array.from({ length: 60 }, (_, row) => of(row));

describe('data/warnings', () => {
  it('name the row that holds most of the variation, but not the largest of few ordinary ones', () => {
    const wild = column((row) => (row === 5 ? 1e6 : noise(row)));
    expect(heaviestRow(wild)?.row).to.equal(5);
    expect(heaviestRow(wild)?.share).to.be.above(0.99);
    expect(heaviestRow(column(noise))).to.equal(null);
    expect(heaviestRow(Float64Array.of(0.3, 1.2, 0.7, 1.8, -1, 1.7, 0.8, 0.9, 0.6, 1.1, 0, 1.5))).to.equal(
      null,
    );
    expect(heaviestRow(Float64Array.of(1, 1, 1))).to.equal(null);
  });
});
