import { expect } from 'chai';
import { tamed } from '../../data/wild.ts';

/** 41 values from -2 to 2. */
const PLAIN = Float64Array.from({ length: 41 }, (_, i) => (i - 20) / 10);
const withWild = (...wild: number[]) => Float64Array.of(...PLAIN, ...wild);

describe('wild values', () => {
  it('are drawn in to the farthest of the others, on their own side, however many and wild they are', () => {
    for (const wild of [[100], [1e38], [-1e38], [1e4, -3e4], [1e300, 1e300]]) {
      const expected = withWild(...wild.map((value) => Math.sign(value) * 2));
      const found = tamed(withWild(...wild));
      found.forEach((value, i) => {
        expect(value, String(wild)).to.be.closeTo(expected[i] ?? Number.NaN, 0.21);
      });
    }
  });

  it('are told by a gap: a tail without one stays as it is', () => {
    const tail = Float64Array.from({ length: 60 }, (_, i) => Math.exp(i / 5));
    expect(tamed(tail)).to.deep.equal(tail);
    expect(tamed(PLAIN)).to.deep.equal(PLAIN);
    const mostlyAlike = Float64Array.of(...new Array(30).fill(7), 8, 9000);
    expect(tamed(mostlyAlike)).to.deep.equal(mostlyAlike);
  });

  it('are the same in another unit and in another order', () => {
    const values = withWild(500);
    const other = tamed(values.map((value) => 3 - 1e6 * value));
    expect(other.map((value) => (3 - value) / 1e6)[41]).to.be.closeTo(tamed(values)[41] ?? 0, 1e-9);
    expect(tamed(values.toReversed())).to.deep.equal(tamed(values).toReversed());
  });
});
