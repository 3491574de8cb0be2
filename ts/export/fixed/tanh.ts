import { TANH_BITS, UNIT_BITS } from './fixed-program.ts';

/** tanh is tabled at multiples of 2^-4 from 0 to 6, where it differs from 1 by less than a unit. */
export const CELL_BITS = TANH_BITS - 4;
const LAST = 6;

/** From this argument on tanh is its greatest value. */
export const TANH_END = LAST * 2 ** TANH_BITS;
export const TANH_GREATEST = 2 ** UNIT_BITS - 1;

/** tanh(k / 16) in 1 / 32768. */
export const TANH_TABLE: readonly number[] = Array.from({ length: LAST * 16 + 1 }, (_, k) =>
  Math.min(TANH_GREATEST, Math.round(Math.tanh(k / 16) * 2 ** UNIT_BITS)),
);

/** How far `tanhFixed` may be off, in 1 / 32768: the worst over all arguments. */
export const TANH_ERROR = 1.4;

/**
 * tanh of v / 65536 in 1 / 32768: with t the value at the nearest place in the table and d the way there,
 * t + (1 - t^2) (d - t d^2), the first terms of Taylor's series. |v| < 2^31.
 */
export function tanhFixed(v: number): number {
  const size = Math.abs(v);
  if (size >= TANH_END) return Math.sign(v) * TANH_GREATEST;
  const place = (size + 2 ** (CELL_BITS - 1)) >> CELL_BITS;
  const t = TANH_TABLE[place] as number;
  const d = size - place * 2 ** CELL_BITS;
  const slope = 32768 - ((t * t) >> 15);
  const bend = (((t * d) >> 15) * d) >> 16;
  const y = t + ((slope * (d - bend) + 32768) >> 16);
  return v < 0 ? -y : y;
}

/** sigmoid of v / 32768 in 1 / 32768: (1 + tanh(v / 2)) / 2. */
export function sigmoidFixed(v: number): number {
  return (32769 + tanhFixed(v)) >> 1;
}
