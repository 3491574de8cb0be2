import type { InputStep, NeuronStep, Program } from '../program.ts';
import {
  activatedFixed,
  affineOf,
  affineValue,
  aligned,
  alignmentTo,
  halfOf,
  MOST_BITS,
} from './arithmetic.ts';
import {
  type Alignment,
  type FixedColumn,
  type FixedMark,
  type FixedStep,
  LIMIT,
  TANH_BITS,
  UNIT_BITS,
} from './fixed-program.ts';
import { followed, unitOf } from './units.ts';

/** The greatest size of what neurons take from each other. */
const WORD = 2 ** 15 - 1;

/** A minute in seconds, and in hours. */
const MINUTE = 60;
const HOURS = 1 / 60;

/** Throws a RangeError where the column has no room in 32 bits. */
export function columnOf({ columns, steps }: Program, place: number): FixedColumn {
  const { name, kind, fill } = columns[place] as Program['columns'][number];
  if (kind === 'category') return { unit: 1, fill: null };
  const step = steps.find(
    (each): each is InputStep =>
      each.kind === 'input' && each.column === place && each.reading.takes === 'value',
  );
  const unit = kind === 'date' ? MINUTE : step ? numberUnit(name, step) : 1;
  return { unit, fill: fill === null ? null : bounded(Math.round(fill / unit)) };
}

function numberUnit(name: string, step: InputStep): number {
  const [low, high] = followed(step);
  return unitOf(name, step.scale, Math.max(Math.abs(low), Math.abs(high)), high - low);
}

function bounded(value: number): number {
  return Math.max(-LIMIT, Math.min(LIMIT, value));
}

export function inputOf(input: InputStep, columns: readonly FixedColumn[]): FixedStep {
  const { column, reading, offset, scale } = input;
  if (reading.takes === 'level' || reading.takes === 'missing') return markOf(input, reading);
  const { unit: own } = columns[column] as FixedColumn;
  const unit = reading.takes === 'value' ? own : reading.takes === 'hour' ? HOURS : 1;
  const [low = 0, high = 0] = followed(input).map((end) => Math.round(end / unit));
  const centre = Math.round((low + high) / 2);
  const seen = (n: number) => (n * unit - offset) / scale;
  const bits = bitsOf(Math.max(Math.abs(seen(low)), Math.abs(seen(high))));
  const size = Math.max(high - centre, centre - low);
  const affine = affineOf((unit / scale) * 2 ** bits, seen(centre) * 2 ** bits, size);
  return {
    kind: 'input',
    column,
    takes: reading.takes,
    ends: [low, high],
    centre,
    ...affine,
    bits,
    low: affineValue(low - centre, affine),
    high: affineValue(high - centre, affine),
  };
}

function markOf({ column, offset, scale }: InputStep, reading: FixedMark['reading']): FixedStep {
  const ends = [(1 - offset) / scale, -offset / scale];
  const bits = bitsOf(Math.max(...ends.map(Math.abs)));
  const [yes = 0, no = 0] = ends.map((end) => Math.round(end * 2 ** bits));
  return { kind: 'mark', column, reading, yes, no, bits, low: Math.min(yes, no), high: Math.max(yes, no) };
}

/** The most bits that a value of that size may have. */
function bitsOf(size: number): number {
  return size === 0 ? 0 : Math.min(MOST_BITS, Math.floor(Math.log2(WORD / size)));
}

/** Throws a RangeError where sums have no room in 32 bits. */
export function neuronOf(neuron: NeuronStep, made: readonly FixedStep[], slope: number): FixedStep {
  for (let bits = MOST_BITS; bits >= 0; bits--) {
    const fitting = neuronOfBits(neuron, made, slope, bits);
    if (fitting) return fitting;
  }
  throw new RangeError('sums in the network are too large for 32 bits');
}

/** The neuron with sums of so many bits; null where they might overflow. */
function neuronOfBits(
  { bias, links, activation }: NeuronStep,
  made: readonly FixedStep[],
  slope: number,
  bits: number,
): FixedStep | null {
  const own = Math.round(bias * 2 ** bits);
  let [low, high, size] = [own, own, Math.abs(own)];
  const weights = links.map(({ weight, from }) => {
    const source = made[from] as FixedStep;
    const factor = Math.round(weight * 2 ** (bits - source.bits));
    const ends = [factor * source.low, factor * source.high];
    low += Math.min(...ends);
    high += Math.max(...ends);
    size += Math.max(...ends.map(Math.abs));
    return { weight: factor, from };
  });
  const alignment = alignmentOf(activation, bits, Math.max(Math.abs(low), Math.abs(high)));
  const half = halfOf(alignment.shift ?? 0);
  if (size + half > LIMIT || weights.some(({ weight }) => Math.abs(weight) > LIMIT)) return null;
  const step = {
    kind: 'neuron' as const,
    bias: own + half,
    links: weights,
    activation,
    alignment,
    sumBits: bits,
  };
  if (activation === 'tanh') return { ...step, bits: UNIT_BITS, low: -WORD, high: WORD };
  if (activation === 'sigmoid') return { ...step, bits: UNIT_BITS, low: 0, high: 2 ** UNIT_BITS };
  const end = (sum: number) => activatedFixed(activation, aligned(sum + half, alignment), slope);
  return { ...step, bits: bits - (alignment.shift ?? 0), low: end(low), high: end(high) };
}

function alignmentOf(activation: NeuronStep['activation'], bits: number, size: number): Alignment {
  if (activation === 'tanh') return alignmentTo(TANH_BITS, bits);
  // tanh takes half of what sigmoid does.
  if (activation === 'sigmoid') return alignmentTo(TANH_BITS - 1, bits);
  return { shift: Math.max(0, Math.ceil(Math.log2((size + 1) / WORD))), limit: 0, factor: 1 };
}
