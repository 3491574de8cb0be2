import { randomSample } from '../../random/mersenne.ts';
import { applyScaling, toRange } from '../scale.ts';
import { peaks } from './peaks.ts';
import type { Interval, PlaneFunction } from './plane-function.ts';
import { valleys } from './valleys.ts';
import { waves } from './waves.ts';

/** The 54 functions of CORNN (Malan and Cleghorn, arXiv 2109.05606), as its data are, which its paper sometimes is not. */
export const cornnFunctions = { ...valleys, ...peaks, ...waves } as const;

export type CornnName = keyof typeof cornnFunctions;

/** Training rows come first, then test rows. */
export const CORNN_ROWS = { train: 3750, test: 1250 } as const;

const COUNT = CORNN_ROWS.train + CORNN_ROWS.test;
const SEED = 0;

/**
 * The benchmark's rows of a function, scaled as its loader does: inputs to [-1, 1] by the domain, the target by its least and
 * greatest value in training rows, so that a test row's may lie outside. The same points of the square for every function.
 * S rows: x [S, 2], y [S].
 */
export function cornnRows({ x, y, of }: PlaneFunction): { x: Float64Array; y: Float64Array } {
  const unit = randomSample(SEED, 2 * COUNT);
  const at = ([least, greatest]: Interval, place: number) =>
    least + (greatest - least) * (unit[place] as number);
  const values = Float64Array.from({ length: COUNT }, (_, row) => of(at(x, row), at(y, COUNT + row)));
  return {
    x: Float64Array.from({ length: 2 * COUNT }, (_, i) => {
      const [row, input] = [Math.floor(i / 2), i % 2];
      return 2 * (unit[input * COUNT + row] as number) - 1;
    }),
    y: applyScaling([toRange(values.subarray(0, CORNN_ROWS.train), -1, 1)], values),
  };
}
