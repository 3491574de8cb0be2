import { TRAIN } from './split.ts';

/** An affine map: what a network sees is `(value - offset) / scale`; its output `v` means `v * scale + offset`. */
export interface Affine {
  readonly offset: number;
  readonly scale: number;
}

/** How a table's columns are brought to a network's range: one map an input, and one for the target. */
export interface Scaling {
  readonly inputs: readonly Affine[];
  readonly output: Affine;
}

const IDENTITY: Affine = { offset: 0, scale: 1 };

/** A sigmoid reaches neither 0 nor 1: its targets keep this far from both. */
const SIGMOID_MARGIN = 0.1;

/**
 * The scaling of a table from its training rows alone. S rows, I inputs; `x` [S, I], `y` and `part` [S].
 * `fit`: inputs to [-1, 1] by minimum and maximum; the target by mean and standard deviation where the output is
 * linear, to [0.1, 0.9] where it is a sigmoid. A column that is constant there gets scale 1. `none`: identities.
 */
export function fitScaling(
  mode: 'fit' | 'none',
  x: Float64Array,
  y: Float64Array,
  part: Uint8Array,
  outputActivation: 'linear' | 'sigmoid',
): Scaling {
  const inputs = Array.from({ length: x.length / y.length }, (_, input) => input);
  if (mode === 'none') return { inputs: inputs.map(() => IDENTITY), output: IDENTITY };
  const rows = Array.from(part.keys()).filter((row) => part[row] === TRAIN);
  const column = (input: number) => rows.map((row) => x[row * inputs.length + input] ?? Number.NaN);
  const target = rows.map((row) => y[row] ?? Number.NaN);
  return {
    inputs: inputs.map((input) => toRange(column(input), -1, 1)),
    output:
      outputActivation === 'linear'
        ? standardise(target)
        : toRange(target, SIGMOID_MARGIN, 1 - SIGMOID_MARGIN),
  };
}

/** Maps under which every input of `x` [S, I] has mean 0 and variance 1, a row counting `counts` [S] times; a constant's scale is 1. */
export function standardInputs(x: Float64Array, counts: Float64Array): Affine[] {
  const inputs = x.length / counts.length;
  const column = (input: number) => counts.map((_, row) => x[row * inputs + input] as number);
  return Array.from({ length: inputs }, (_, input) => standardise(column(input), counts));
}

/** What the network sees of `values` [S, columns], row-major; one map a column. */
export function applyScaling(maps: readonly Affine[], values: Float64Array): Float64Array {
  return values.map((value, index) => {
    const { offset, scale } = maps[index % maps.length] ?? IDENTITY;
    return (value - offset) / scale;
  });
}

/** The converse of `applyScaling`: a network's numbers in the table's units. */
export function invertScaling(maps: readonly Affine[], values: Float64Array): Float64Array {
  return values.map((value, index) => {
    const { offset, scale } = maps[index % maps.length] ?? IDENTITY;
    return value * scale + offset;
  });
}

/** Maps the least value to `low` and the greatest to `high`; a constant to the middle. */
export function toRange(values: ArrayLike<number>, low: number, high: number): Affine {
  const { least, greatest } = extremes(values);
  if (least === greatest) return { offset: least - (low + high) / 2, scale: 1 };
  // Each is divided before they are subtracted, so that the difference cannot overflow.
  const scale = greatest / (high - low) - least / (high - low);
  return { offset: least - low * scale, scale };
}

/** Maps the mean to 0 and the (population) standard deviation to 1; `counts`: of each value, 1 where there are none. */
export function standardise(values: ArrayLike<number>, counts?: Float64Array): Affine {
  const { least, greatest } = extremes(values);
  // Asked first: the mean of equal numbers can differ from them in the last digit.
  if (least === greatest) return { offset: least, scale: 1 };
  const count = (index: number) => counts?.[index] ?? 1;
  const numbers = Array.from(values);
  const total = numbers.reduce((sum, _, index) => sum + count(index), 0);
  const offset = numbers.reduce((sum, value, index) => sum + (value / total) * count(index), 0);
  // Deviations are divided by the largest: their squares would overflow or vanish for extreme units.
  const farthest = Math.max(greatest - offset, offset - least);
  const squares = numbers.reduce(
    (sum, value, index) => sum + count(index) * ((value - offset) / farthest) ** 2,
    0,
  );
  return { offset, scale: farthest * Math.sqrt(squares / total) };
}

/** Of a median deviation of normal numbers: their standard deviation. */
const TO_DEVIATION = 1.4826;

/**
 * Maps the median to 0 and the median deviation to what it is of normal numbers, so that a few wild values do not matter; as
 * `standardise` where that is 0.
 */
export function byMedian(values: Float64Array): Affine {
  const offset = median(values);
  const scale = TO_DEVIATION * median(values.map((value) => Math.abs(value - offset)));
  return scale > 0 ? { offset, scale } : standardise(values);
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function extremes(values: ArrayLike<number>): { least: number; greatest: number } {
  const numbers = Array.from(values);
  return {
    least: numbers.reduce((a, b) => Math.min(a, b)),
    greatest: numbers.reduce((a, b) => Math.max(a, b)),
  };
}
