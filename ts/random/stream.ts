import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { hashIndex, hashLabel } from './hash.ts';

/** A source of random 32-bit words: xoroshiro128+. Drawing from it moves it on. */
export type Stream = RandomGenerator;

/**
 * The streams of one label. Stream `index` is a fresh generator seeded by a hash of (label, index): it is the same
 * however many other streams were opened before it, and unrelated to them.
 */
export function openStreams(label: string): (index: number) => Stream {
  const seed = hashLabel(label);
  return (index) => xoroshiro128plusFromState(hashIndex(seed, index));
}

/** Stream `index` of `label`. Where many are needed, `openStreams` hashes the label once. */
export function openStream(label: string, index = 0): Stream {
  return openStreams(label)(index);
}
