import { createHash } from 'node:crypto';

/** Four 32-bit words: the state of a generator. */
export type Words = readonly [number, number, number, number];

/** The first 128 bits of the label's SHA-256: labels that differ at all are unrelated. */
export function hashLabel(label: string): Words {
  const digest = createHash('sha256').update(label, 'utf8').digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}

/**
 * MurmurHash3 x86_128 of the 16 bytes `[low, high, 0, 0]` of `index`, seeded by the label's 128 bits.
 * One to one in the index, so no two streams of a label start in the same state; never all zeros, the one state
 * that xoroshiro128+ does not leave.
 *
 * Throws a RangeError where `index` is not a whole number from 0 to 2 ** 53 - 1.
 */
export function hashIndex([s1, s2, s3, s4]: Words, index: number): Words {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new RangeError(`${index} is not the index of a stream`);
  const low = index | 0;
  const high = (index / 4294967296) | 0;
  let h1 = s1 ^ Math.imul(rotate(Math.imul(low, 0x239b961b), 15), 0xab0e9789);
  h1 = (Math.imul((rotate(h1, 19) + s2) | 0, 5) + 0x561ccd1b) | 0;
  let h2 = s2 ^ Math.imul(rotate(Math.imul(high, 0xab0e9789), 16), 0x38b34ae5);
  h2 = (Math.imul((rotate(h2, 17) + s3) | 0, 5) + 0x0bcaa747) | 0;
  const h3 = (Math.imul((rotate(s3, 15) + s4) | 0, 5) + 0x96cd1c35) | 0;
  const h4 = (Math.imul((rotate(s4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  return finish(h1 ^ 16, h2 ^ 16, h3 ^ 16, h4 ^ 16);
}

function finish(h1: number, h2: number, h3: number, h4: number): Words {
  const first = (h1 + h2 + h3 + h4) | 0;
  const a = avalanche(first);
  const b = avalanche((h2 + first) | 0);
  const c = avalanche((h3 + first) | 0);
  const d = avalanche((h4 + first) | 0);
  const sum = (a + b + c + d) | 0;
  if ((a | b | c | d) === 0) return [1, 0, 0, 0];
  return [sum, (b + sum) | 0, (c + sum) | 0, (d + sum) | 0];
}

function avalanche(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
