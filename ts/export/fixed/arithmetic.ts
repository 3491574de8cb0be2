import type { Activation } from '../../mlp/space.ts';
import { type Affine, type Alignment, LIMIT, UNIT_BITS } from './fixed-program.ts';
import { sigmoidFixed, TANH_END, tanhFixed } from './tanh.ts';

/** The most bits by which anything is shifted. */
export const MOST_BITS = 30;

/** n * factor + addend in whole numbers, as precisely as 32 bits allow for |n| up to `size`. */
export function affineOf(factor: number, addend: number, size: number): Affine {
  for (let shift = MOST_BITS; shift >= 0; shift--) {
    const [a, b] = [Math.round(factor * 2 ** shift), Math.round(addend * 2 ** shift) + halfOf(shift)];
    if (size * Math.abs(a) + Math.abs(b) <= LIMIT) return { factor: a, addend: b, shift };
  }
  throw new RangeError('the network has numbers that are too large for 32 bits');
}

/** What is added before a shift, so that it rounds to the nearest. */
export function halfOf(shift: number): number {
  return shift > 0 ? 2 ** (shift - 1) : 0;
}

export function affineValue(n: number, { factor, addend, shift }: Affine): number {
  return Math.floor((n * factor + addend) / 2 ** shift);
}

/** How numbers of `from` bits get `to` bits, for tanh to take them; what is added before is not among it. */
export function alignmentTo(to: number, from: number): Alignment {
  if (from >= to) return { shift: from - to, limit: 0, factor: 1 };
  const factor = 2 ** (to - from);
  return { shift: null, limit: Math.floor(TANH_END / factor), factor };
}

export function aligned(value: number, { shift, limit, factor }: Alignment): number {
  if (shift !== null) return Math.floor(value / 2 ** shift);
  return Math.max(-limit, Math.min(limit, value)) * factor;
}

/** An activation of a sum that is aligned for it. `slope`: leaky ReLU's, in 1 / 32768. */
export function activatedFixed(activation: Activation, value: number, slope: number): number {
  switch (activation) {
    case 'sigmoid':
      return sigmoidFixed(value);
    case 'tanh':
      return tanhFixed(value);
    case 'leaky_relu':
      return value >= 0 ? value : Math.floor((value * slope + halfOf(UNIT_BITS)) / 2 ** UNIT_BITS);
    case 'linear':
      return value;
  }
}
