import type { InputStep, NeuronStep, Program } from './program.ts';

/** Of a float: the greatest, and how far the next number is from 1. */
const GREATEST = 3.4028234663852886e38;
const STEP = 2 ** -23;

/** From this share of an output's scale on, what single precision may lose is worth a word. */
const TOLERATED = 0.01;

/** How far an input is taken to lie from zero where the file does not say it, in its scale. */
const USUAL = 3;

/**
 * Sentences on what a program may lose in floats where its columns are within what they were fitted to; none where that is
 * little. The bounds are those of the worst case: every rounding error in the same direction.
 */
export function singlePrecisionWarnings({ steps, outputs, leaky_slope }: Program): string[] {
  const bounds: Bound[] = [];
  for (const step of steps) {
    bounds.push(step.kind === 'input' ? inputBound(step) : neuronBound(step, bounds, leaky_slope));
  }
  if (bounds.some(({ sum }) => !(sum <= GREATEST))) {
    return ['sums in the network may be too large for single precision'];
  }
  return outputs.flatMap(({ name, from, scale }) => {
    const error = typeof from === 'number' ? (bounds[from]?.error ?? 0) : 0;
    if (error <= TOLERATED) return [];
    const most = Number((error * scale).toPrecision(2));
    return [
      `in single precision ${JSON.stringify(name)} may be off by up to ${most}: large numbers cancel in it`,
    ];
  });
}

/** Of a step's number in the worst case: its size, the size of what was summed for it, and its rounding error. */
interface Bound {
  readonly size: number;
  readonly sum: number;
  readonly error: number;
}

function inputBound({ reading, range, offset, scale }: InputStep): Bound {
  const isMark = reading.takes === 'level' || reading.takes === 'missing';
  const ends = isMark ? [0, 1] : range;
  const size = ends ? Math.max(...ends.map((end) => Math.abs((end - offset) / scale))) : USUAL;
  return { size, sum: size, error: size * STEP };
}

function neuronBound(
  { bias, links, activation }: NeuronStep,
  before: readonly Bound[],
  slope: number,
): Bound {
  let sum = Math.abs(bias);
  let error = 0;
  for (const { weight, from } of links) {
    const source = before[from] as Bound;
    sum += Math.abs(weight) * source.size;
    error += Math.abs(weight) * source.error;
  }
  error += (links.length + 1) * sum * STEP;
  switch (activation) {
    case 'sigmoid':
      return { size: 1, sum, error: Math.min(1, error / 4 + STEP) };
    case 'tanh':
      return { size: 1, sum, error: Math.min(2, error + STEP) };
    case 'leaky_relu':
      return { size: sum * Math.max(1, slope), sum, error: error * Math.max(1, slope) };
    case 'linear':
      return { size: sum, sum, error };
  }
}
