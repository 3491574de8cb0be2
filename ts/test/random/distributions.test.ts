import { expect } from 'chai';
import fc from 'fast-check';
import { integer, pick, shuffle, subset, uniform } from '../../random/distributions.ts';
import { openStream, type Stream } from '../../random/stream.ts';
import { chiSquare, chiSquareLimit, tally } from './chi-square.ts';

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe('random/distributions', () => {
  it('uniform numbers fill their range evenly', () => {
    const stream = openStream('uniform');
    const bins = times(50_000, () => Math.floor((uniform(stream, -3, 5) + 3) * (40 / 8)));
    expect(chiSquare(tally(bins, 40))).to.be.below(chiSquareLimit(40));
  });

  it('a uniform number is strictly inside its range and never its middle, whatever the word', () => {
    const word = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.constantFrom(0, -1, -(2 ** 31), 2 ** 31 - 1),
    );
    fc.assert(
      fc.property(word, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (next, range) => {
        const value = uniform(scripted([next]), -range, range);
        expect(value).to.be.above(-range);
        expect(value).to.be.below(range);
        expect(Math.fround(value)).not.to.equal(0);
      }),
      { seed: 1 },
    );
  });

  it('whole numbers below a count are equally likely', () => {
    for (const count of [2, 3, 5, 7, 16, 100]) {
      const stream = openStream('integer', count);
      const counts = tally(
        times(20_000, () => integer(stream, count)),
        count,
      );
      expect(chiSquare(counts), `${count}`).to.be.below(chiSquareLimit(count));
    }
  });

  it('exactly equally likely: words that would favour a number are drawn again', () => {
    // 2 ** 32 = 3 * 1431655765 + 1, so one word must go: 0.
    expect(integer(scripted([0, 2 ** 31 - 1]), 3)).to.equal(1);
    expect(integer(scripted([1]), 3)).to.equal(0);
    // A power of two divides 2 ** 32: none goes.
    expect(integer(scripted([0]), 4)).to.equal(0);
    expect(integer(scripted([-1]), 4)).to.equal(3);
  });

  it('a skewed tally exceeds the limit that these tests use', () => {
    const stream = openStream('skewed');
    const skewed = times(20_000, () => Math.min(integer(stream, 5), integer(stream, 25)));
    expect(chiSquare(tally(skewed, 5))).to.be.above(chiSquareLimit(5));
  });

  it('a shuffle brings every order equally often', () => {
    const stream = openStream('shuffle');
    const orders = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = String(shuffle(stream, [0, 1, 2, 3]));
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).to.equal(24);
    expect(chiSquare([...orders.values()])).to.be.below(chiSquareLimit(24));
  });

  it('a shuffle keeps every item, in place', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, index) => {
        const shuffled = [...items];
        expect(shuffle(openStream('keep', index), shuffled)).to.equal(shuffled);
        expect(shuffled.sort((a, b) => a - b)).to.deep.equal([...items].sort((a, b) => a - b));
      }),
      { seed: 1 },
    );
  });

  it('every subset of a size is equally likely, and ascends', () => {
    const stream = openStream('subset');
    const subsets = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const chosen = new Uint8Array(5).fill(99);
      subset(stream, 7, 3, chosen, 1);
      subsets.set(String(chosen), (subsets.get(String(chosen)) ?? 0) + 1);
    }
    expect(subsets.size).to.equal(35);
    for (const key of subsets.keys()) {
      const [before, a = 0, b = 0, c = 0, after] = key.split(',').map(Number);
      expect([before, after]).to.deep.equal([99, 99]);
      expect(0 <= a && a < b && b < c && c < 7, key).to.equal(true);
    }
    expect(chiSquare([...subsets.values()])).to.be.below(chiSquareLimit(35));
  });

  it('a subset of everything is everything, and of nothing nothing', () => {
    const chosen = [9, 9, 9];
    subset(openStream('all'), 3, 0, chosen, 0);
    expect(chosen).to.deep.equal([9, 9, 9]);
    subset(openStream('all'), 3, 3, chosen, 0);
    expect(chosen).to.deep.equal([0, 1, 2]);
  });

  it('picks are equally likely; nothing cannot be picked from', () => {
    const stream = openStream('pick');
    const counts = tally(
      times(10_000, () => pick(stream, [2, 0, 1])),
      3,
    );
    expect(chiSquare(counts)).to.be.below(chiSquareLimit(3));
    expect(() => pick(stream, [])).to.throw(RangeError);
  });
});

/** A stream of these words. */
function scripted(words: number[]): Stream {
  const left = [...words];
  const next = () => {
    const word = left.shift();
    if (word === undefined) throw new Error('more words were drawn than expected');
    return word;
  };
  return { next, clone: () => scripted(left), getState: () => left };
}
