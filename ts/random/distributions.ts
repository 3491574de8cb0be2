import type { Stream } from './stream.ts';

/**
 * A number strictly between `low` and `high`, uniform over 2 ** 24 evenly spaced values: never `low`, `high` or
 * their middle, so a weight drawn from [-r, r] is never exactly zero.
 */
export function uniform(stream: Stream, low: number, high: number): number {
  return low + (high - low) * (((stream.next() >>> 8) + 0.5) * 2 ** -24);
}

/** A number from the normal distribution of mean 0 and variance 1 (Box and Muller 1958). */
export function normal(stream: Stream): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(stream, 0, 1)));
  return radius * Math.cos(2 * Math.PI * uniform(stream, 0, 1));
}

/**
 * A whole number from 0 to `count - 1`, exactly uniform (Lemire's multiplication with rejection).
 * It takes the high bits of a word: the low ones of xoroshiro128+ are the weaker ones.
 *
 * `count` from 1 to 2 ** 21, so that the product is exact in a double.
 */
export function integer(stream: Stream, count: number): number {
  let word = stream.next();
  if (Math.imul(word, count) >>> 0 < count) {
    const biased = 4294967296 % count;
    while (Math.imul(word, count) >>> 0 < biased) word = stream.next();
  }
  return Math.floor((word >>> 0) * count * 2 ** -32);
}

/** One of `items`, all equally likely; there must be at least one. */
export function pick<T>(stream: Stream, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('nothing to pick from');
  return items[integer(stream, items.length)] as T;
}

/** Puts `items` in a random order, in place, every order equally likely (Fisher and Yates). */
export function shuffle<T extends { [index: number]: unknown; readonly length: number }>(
  stream: Stream,
  items: T,
): T {
  for (let last = items.length - 1; last > 0; last--) {
    const other = integer(stream, last + 1);
    const held = items[last];
    items[last] = items[other];
    items[other] = held;
  }
  return items;
}

/**
 * Writes `size` of the numbers 0 to `count - 1` into `into` from `offset` on, ascending, every subset equally
 * likely (Knuth's selection sampling, TAOCP 2, 3.4.2 S).
 */
export function subset(
  stream: Stream,
  count: number,
  size: number,
  into: { [index: number]: number },
  offset: number,
): void {
  let taken = 0;
  for (let number = 0; taken < size; number++) {
    if (integer(stream, count - number) < size - taken) into[offset + taken++] = number;
  }
}
