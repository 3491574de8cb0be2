import { expect } from 'chai';
import fc from 'fast-check';
import { partSizes, splitRows, TEST, TRAIN, VALIDATION } from '../../data/split.ts';

const proportions = fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 1000 }).map((n) => n / 10)));
const rows = fc.integer({ min: 3, max: 400 });

describe('a split', () => {
  it('of 342 rows by 5:3:2 has 171 training, 103 validation and 68 test rows', () => {
    expect(partSizes(342, [5, 3, 2])).to.deep.equal([171, 103, 68]);
    const part = splitRows(342, [5, 3, 2], 0);
    const count = (which: number) => part.filter((value) => value === which).length;
    expect([count(TRAIN), count(VALIDATION), count(TEST)]).to.deep.equal([171, 103, 68]);
  });

  it('gives every row one part, and every part its size', () => {
    fc.assert(
      fc.property(rows, proportions, fc.nat(), (count, shares, seed) => {
        const part = splitRows(count, shares, seed);
        const sizes = [0, 1, 2].map((which) => part.filter((value) => value === which).length);
        expect(part).to.have.length(count);
        expect(sizes).to.deep.equal(partSizes(count, shares));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('has sizes within one row of their exact shares, and no empty part', () => {
    fc.assert(
      fc.property(rows, proportions, (count, shares) => {
        const total = shares.reduce((a, b) => a + b);
        const exact = shares.map((share) => (count * share) / total);
        const sizes = partSizes(count, shares);
        expect(Math.min(...sizes)).to.be.at.least(1);
        expect(sizes.reduce((a, b) => a + b)).to.equal(count);
        if (Math.min(...exact) < 1) return;
        sizes.forEach((size, index) => {
          expect(Math.abs(size - (exact[index] ?? 0))).to.be.below(1);
        });
      }),
      { seed: 2, numRuns: 200 },
    );
    expect(partSizes(10, [1000, 1, 1])).to.deep.equal([8, 1, 1]);
    expect(() => partSizes(2, [5, 3, 2])).to.throw(RangeError);
  });

  it('leaves a part of no share empty, however few rows there are', () => {
    expect(partSizes(21, [7, 0, 3])).to.deep.equal([15, 0, 6]);
    expect(partSizes(3, [1000, 0, 1])).to.deep.equal([2, 0, 1]);
    expect(splitRows(50, [7, 0, 3], 0).includes(VALIDATION)).to.equal(false);
  });

  it('is the same for the same seed and another for another seed', () => {
    expect(splitRows(342, [5, 3, 2], 7)).to.deep.equal(splitRows(342, [5, 3, 2], 7));
    expect(splitRows(342, [5, 3, 2], 7)).not.to.deep.equal(splitRows(342, [5, 3, 2], 8));
  });

  it('does not follow the order of the file: the parts of many seeds are spread evenly over the rows', () => {
    const trained = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 400; seed++) {
      splitRows(10, [5, 3, 2], seed).forEach((part, row) => {
        if (part === TRAIN) trained[row] = (trained[row] ?? 0) + 1;
      });
    }
    // Binomial(400, 1/2): mean 200, standard deviation 10.
    for (const count of trained) expect(count).to.be.within(155, 245);
  });
});
