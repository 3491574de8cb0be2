import type { InputStep, NeuronStep, OutputStep, Program } from './program.ts';

/** How far the next number is from 1. */
export const FLOAT_STEP = 2 ** -23;
export const DOUBLE_STEP = 2 ** -52;

/** The greatest float. */
const GREATEST = 3.4028234663852886e38;

/** From this share of an output's scale on, what single precision may lose is worth a word. */
const TOLERATED = 0.01;

/** How far an input is taken to lie from zero where the file does not say it, in its scale. */
const USUAL = 3;

/** The numbers that the network computes with, and those that columns are read and scaled in: their steps at 1. */
export interface Precision {
  readonly network: number;
  readonly columns: number;
}

/**
 * Sentences on what a program may lose in floats where its columns are within what they were fitted to; none where that is
 * little. The bounds are those of the worst case: every rounding error in the same direction.
 */
export function singlePrecisionWarnings(program: Program): string[] {
  const bounds = boundsOf(program, { network: FLOAT_STEP, columns: DOUBLE_STEP });
  if (bounds.some(({ sum }) => !(sum <= GREATEST))) {
    return ['sums in the network may be too large for single precision'];
  }
  return program.outputs.flatMap((output) => {
    const error = networkError(output, bounds);
    if (error <= TOLERATED) return [];
    return [
      `in single precision ${JSON.stringify(output.name)} may be off by up to ${short(error * output.scale)}: large numbers cancel in it`,
    ];
  });
}

/** The same where columns are read and scaled in floats too. `where` that is, as a sentence begins; `remedy`, as it ends. */
export function floatColumnWarnings(program: Program, where: string, remedy: string): string[] {
  const known = singlePrecisionWarnings(program);
  if (known.length > 0) return known;
  return worstErrors(program, { network: FLOAT_STEP, columns: FLOAT_STEP }).flatMap((error, o) => {
    const { name, scale } = program.outputs[o] as OutputStep;
    if (error <= TOLERATED * scale) return [];
    return [
      `${where} ${JSON.stringify(name)} may be off by up to ${short(error)}: columns lie far from zero${remedy}`,
    ];
  });
}

/** How far each output may be off in the worst case, in its unit, within the ranges of its inputs. */
export function worstErrors(program: Program, precision: Precision): number[] {
  const bounds = boundsOf(program, precision);
  return program.outputs.map((output) => {
    const { offset, scale, from } = output;
    const size = Math.abs(offset) + scale * (typeof from === 'number' ? (bounds[from]?.size ?? 0) : 0);
    return scale * networkError(output, bounds) + size * precision.columns;
  });
}

function short(value: number): number {
  return Number(value.toPrecision(2));
}

function networkError({ from }: OutputStep, bounds: readonly Bound[]): number {
  return typeof from === 'number' ? (bounds[from]?.error ?? 0) : 0;
}

/** Of a step's number in the worst case: its size, the size of what was summed for it, and its rounding error. */
interface Bound {
  readonly size: number;
  readonly sum: number;
  readonly error: number;
}

function boundsOf({ steps, leaky_slope }: Program, precision: Precision): Bound[] {
  const bounds: Bound[] = [];
  for (const step of steps) {
    bounds.push(
      step.kind === 'input'
        ? inputBound(step, precision)
        : neuronBound(step, bounds, leaky_slope, precision.network),
    );
  }
  return bounds;
}

/** Seconds since 1970 of the dates that a program is asked about, at most. */
const LATEST = 2 ** 32;

function inputBound(step: InputStep, { network, columns }: Precision): Bound {
  const { offset, scale, reading } = step;
  const [least, greatest] = seenRange(step);
  const size = Math.max(Math.abs(least), Math.abs(greatest));
  // Hours are what is left of seconds when days are taken off.
  const read = reading.takes === 'hour' ? LATEST / 3600 : Math.abs(offset) + size * scale;
  return { size, sum: size, error: size * network + (read / scale) * columns };
}

/** Between which numbers an input lies as the network sees it. */
export function seenRange({ reading, range, offset, scale }: InputStep): [number, number] {
  const isMark = reading.takes === 'level' || reading.takes === 'missing';
  const ends = isMark ? [0, 1] : range;
  if (!ends) return [-USUAL, USUAL];
  return [((ends[0] as number) - offset) / scale, ((ends[1] as number) - offset) / scale];
}

function neuronBound(
  { bias, links, activation }: NeuronStep,
  before: readonly Bound[],
  slope: number,
  step: number,
): Bound {
  let sum = Math.abs(bias);
  let error = 0;
  for (const { weight, from } of links) {
    const source = before[from] as Bound;
    sum += Math.abs(weight) * source.size;
    error += Math.abs(weight) * source.error;
  }
  error += (links.length + 1) * sum * step;
  switch (activation) {
    case 'sigmoid':
      return { size: 1, sum, error: Math.min(1, error / 4 + step) };
    case 'tanh':
      return { size: 1, sum, error: Math.min(2, error + step) };
    case 'leaky_relu':
      return { size: sum * Math.max(1, slope), sum, error: error * Math.max(1, slope) };
    case 'linear':
      return { size: sum, sum, error };
  }
}
