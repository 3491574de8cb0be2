import { expect } from 'chai';
import fc from 'fast-check';
import { hashIndex, hashLabel, type Words } from '../../random/hash.ts';

describe('random/hash', () => {
  it('the hash of an index is MurmurHash3 x86_128 of its 16 little-endian bytes', () => {
    // From mmh3 5.2: hash_bytes(struct.pack('<QQ', index, 0), seed, x64arch=False).
    const reference: [number, number, number[]][] = [
      [0, 0, [1514173910, 1798126887, -745378769, -350057977]],
      [0, 1, [-1559004765, -463638626, 1800066432, -1849013886]],
      [0, 2 ** 32, [641693786, -795158656, 1461872442, 816688117]],
      [1, 2 ** 32 - 1, [-1102974225, 477929395, -467106705, -1402173817]],
      [0x9747b28c, 2, [2085681937, 1239716846, -768633987, -441584708]],
      [0x9747b28c, 2 ** 53 - 1, [290700983, 724605157, -1192390484, 54479821]],
    ];
    for (const [seed, index, words] of reference) {
      const state = seed | 0;
      expect(hashIndex([state, state, state, state], index), `${seed}, ${index}`).to.deep.equal(words);
    }
  });

  it("the hash of a label is the beginning of its SHA-256, that of '' included", () => {
    const words = Buffer.from(Int32Array.from(hashLabel('')).buffer).toString('hex');
    expect(words).to.equal('e3b0c44298fc1c149afbf4c8996fb924');
  });

  it('different indices of a label have different hashes; the same have the same', () => {
    const index = fc.maxSafeNat();
    fc.assert(
      fc.property(fc.string(), index, index, (label, a, b) => {
        const same = String(hashIndex(hashLabel(label), a)) === String(hashIndex(hashLabel(label), b));
        expect(same).to.equal(a === b);
      }),
      { seed: 1 },
    );
  });

  it('flipping any bit of an index flips about half of the bits of its hash', () => {
    const seed = hashLabel('avalanche');
    for (let bit = 0; bit < 53; bit++) {
      let flipped = 0;
      for (let index = 0; index < 100; index++) {
        const base = index * 90_071_992_547_409;
        const other = (Math.floor(base / 2 ** bit) & 1) === 1 ? base - 2 ** bit : base + 2 ** bit;
        flipped += distance(hashIndex(seed, base), hashIndex(seed, other));
      }
      // 12,800 fair coins: 6 standard deviations.
      expect(flipped, `bit ${bit}`).to.be.within(6400 - 340, 6400 + 340);
    }
  });

  it('what is no index of a stream is refused', () => {
    for (const index of [-1, 0.5, 2 ** 53, Number.NaN]) {
      expect(() => hashIndex(hashLabel('x'), index)).to.throw(RangeError, 'not the index of a stream');
    }
  });
});

function distance(a: Words, b: Words): number {
  return a.reduce((sum, word, i) => sum + ones(word ^ (b[i] ?? 0)), 0);
}

function ones(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count++;
  return count;
}
