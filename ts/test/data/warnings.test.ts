import { expect } from 'chai';
import { heaviestRow, tableWarnings } from '../../data/warnings.ts';

const rows = 60;
const noise = (row: number, shift: number) => Math.sin(12.9 * row + shift) * 2;
const column = (of: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => of(row));

/** A table of columns a and b. */
function table(a: (row: number) => number, b: (row: number) => number, y: (row: number) => number) {
  const x = Float64Array.from({ length: 2 * rows }, (_, place) =>
    (place % 2 === 0 ? a : b)(Math.floor(place / 2)),
  );
  return { target: 'y', inputs: ['a', 'b'], x, y: column(y) };
}

describe('data/warnings', () => {
  const a = (row: number) => noise(row, 0);
  const b = (row: number) => noise(row, 1);

  it('says nothing of an ordinary table', () => {
    expect(tableWarnings(table(a, b, (row) => a(row) + 0.1 * b(row)))).to.deep.equal([]);
  });

  it('names a constant input, and one that is the target in another unit', () => {
    const [constant, leak, ...others] = tableWarnings(
      table(
        () => 3,
        b,
        (row) => 1000 * b(row) + 7,
      ),
    );
    expect(constant).to.match(/"a" is the same in every row/);
    expect(leak).to.match(/"b" tells the target "y" exactly/);
    expect(others).to.deep.equal([]);
  });

  it('names the row that holds most of the variation, but not the largest of few ordinary ones', () => {
    const wild = table(a, b, (row) => (row === 5 ? 1e6 : a(row)));
    expect(tableWarnings(wild)).to.have.length(1);
    expect(tableWarnings(wild)[0]).to.match(/y = 1000000\) holds 100 %/);
    expect(heaviestRow(Float64Array.of(0.3, 1.2, 0.7, 1.8, -1, 1.7, 0.8, 0.9, 0.6, 1.1, 0, 1.5))).to.equal(
      null,
    );
    expect(heaviestRow(Float64Array.of(1, 1, 1))).to.equal(null);
  });
});
