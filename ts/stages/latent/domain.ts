import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';

/** Points of a space's domain, [-1, 1] an input: S points, C inputs; x [S, C], flat and row-major. */
export interface Points {
  readonly count: number;
  readonly inputs: number;
  readonly x: Float64Array;
}

/** `count` points, uniform in the domain; the same ones for the same label. */
export function drawPoints(label: string, count: number, inputs: number): Points {
  const stream = openStream(label);
  return { count, inputs, x: Float64Array.from({ length: count * inputs }, () => uniform(stream, -1, 1)) };
}

/** The points without the inputs from `inputs` on. */
export function firstInputs({ count, inputs: all, x }: Points, inputs: number): Points {
  if (inputs === all) return { count, inputs, x };
  return { count, inputs, x: x.filter((_, place) => place % all < inputs) };
}

/** Root mean square of the difference of answers [S] over their standard deviation, that of the two pooled; 0 where they are the same. */
export function functionDistance(a: Float64Array, b: Float64Array): number {
  const squared = a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0) / a.length;
  return squared === 0 ? 0 : Math.sqrt(squared / ((variance(a) + variance(b)) / 2));
}

/** Of answers [S], the population's. */
export function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
