import { mersenne } from 'pure-rand/generator/mersenne';

/**
 * The first `count` numbers in [0, 1) of numpy's `RandomState(seed).random_sample`: MT19937, two words a number, of which
 * the first gives the upper 27 bits and the second the lower 26 (Matsumoto and Nishimura's genrand_res53).
 */
export function randomSample(seed: number, count: number): Float64Array {
  const words = mersenne(seed);
  const bits = (dropped: number) => words.next() >>> dropped;
  return Float64Array.from({ length: count }, () => (bits(5) * 2 ** 26 + bits(6)) / 2 ** 53);
}
