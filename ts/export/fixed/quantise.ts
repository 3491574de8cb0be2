import type { OutputStep, Program } from '../program.ts';
import { affineOf } from './arithmetic.ts';
import type { FixedOutput, FixedProgram, FixedStep, Need } from './fixed-program.ts';
import { columnOf, inputOf, neuronOf } from './quantise-steps.ts';
import { unitOf } from './units.ts';

/** Bits of logarithms of odds: tanh takes half of them. Fewer where they are large, so that differences have room. */
const ODDS_BITS = 15;
const ODDS_LIMIT = 2 ** 29;

/** At least so many units are in an output's scale. */
const OUTPUT_UNITS = 2000;

/**
 * The program in whole numbers, its values scaled by the ranges that its file recorded. Throws a RangeError where a column, an
 * output or a sum has no room in 32 bits.
 */
export function quantise(program: Program): FixedProgram {
  const { columns, steps, outputs, labels } = program;
  const own = columns.map((_, place) => columnOf(program, place));
  const slope = Math.round(program.leaky_slope * 2 ** 15);
  const made: FixedStep[] = [];
  for (const step of steps) {
    made.push(step.kind === 'input' ? inputOf(step, own) : neuronOf(step, made, slope));
  }
  const values = outputs.map((output) => realValue(output, made));
  const needs = outputs.map((output) => needsOf(program, output));
  const bits = labels ? oddsBits(values) : 0;
  const printed = values.map((value, o): FixedOutput => {
    const { name, scale } = outputs[o] as OutputStep;
    if (labels) return { ...inUnit(value, 2 ** -bits), needs: distinct(needs.flat()) };
    return {
      ...inUnit(value, unitOf(name, scale, value.size, 0, OUTPUT_UNITS)),
      needs: distinct(needs[o] ?? []),
    };
  });
  return { columns: own, steps: made, outputs: printed, bits, slope };
}

/** An output: value * factor + addend, where the value is at most `reach`, and the whole `size`. */
interface Value {
  readonly from: number | null;
  readonly factor: number;
  readonly addend: number;
  readonly reach: number;
  readonly size: number;
}

function realValue({ from, offset, scale }: OutputStep, made: readonly FixedStep[]): Value {
  if (typeof from !== 'number') {
    const addend = from.constant * scale + offset;
    return { from: null, factor: 0, addend, reach: 0, size: Math.abs(addend) };
  }
  const { bits, low, high } = made[from] as FixedStep;
  const [factor, reach] = [scale * 2 ** -bits, Math.max(Math.abs(low), Math.abs(high))];
  return { from, factor, addend: offset, reach, size: Math.abs(offset) + factor * reach };
}

function inUnit({ from, factor, addend, reach }: Value, unit: number): Omit<FixedOutput, 'needs'> {
  const base = Math.round(addend / unit);
  return { from, base, scaling: affineOf(factor / unit, addend / unit - base, reach), unit };
}

function oddsBits(values: readonly Value[]): number {
  const size = Math.max(...values.map((value) => value.size), 1);
  if (size > ODDS_LIMIT) throw new RangeError('logarithms of odds are too large for 32 bits');
  return Math.min(ODDS_BITS, Math.floor(Math.log2(ODDS_LIMIT / size)));
}

/** What must be known of a row for an output. */
function needsOf({ steps }: Program, { from }: OutputStep): Need[] {
  const visited = new Set<number>();
  const visit = (place: number) => {
    if (visited.has(place)) return;
    visited.add(place);
    const step = steps[place];
    if (step?.kind === 'neuron') for (const link of step.links) visit(link.from);
  };
  if (typeof from === 'number') visit(from);
  return Array.from(visited).flatMap((place): Need[] => {
    const step = steps[place];
    if (step?.kind !== 'input' || step.reading.takes === 'missing') return [];
    const { column, reading } = step;
    if (reading.takes !== 'level') return reading.fill === null ? [{ column, what: 'missing' }] : [];
    return reading.unanswered === 'none' ? [] : [{ column, what: reading.unanswered }];
  });
}

/** One need a column, in the columns' order. */
function distinct(needs: readonly Need[]): Need[] {
  const byColumn = new Map(needs.map((need) => [need.column, need]));
  return Array.from(byColumn.values()).sort((a, b) => a.column - b.column);
}
