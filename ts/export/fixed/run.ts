import type { Cell } from '../../schema/columns.ts';
import type { Program } from '../program.ts';
import { activatedFixed, affineValue, aligned, alignmentTo } from './arithmetic.ts';
import {
  type FixedInput,
  type FixedMark,
  type FixedOutput,
  type FixedProgram,
  type FixedStep,
  LIMIT,
  MISSING,
  type Need,
} from './fixed-program.ts';
import { sigmoidFixed, tanhFixed } from './tanh.ts';

const ONE = 2 ** 15;
const MINUTES_A_DAY = 1440;

/**
 * What a program in whole numbers answers to a row, to the last bit: `outputs` in their units; of two classes the probability
 * of the second, of more those of all, in 1 / 32768; MISSING where there is no answer. `x`: a number for each column.
 */
export function runFixed(fixed: FixedProgram, labels: Program['labels'], x: readonly number[]): number[] {
  const values: number[] = [];
  for (const step of fixed.steps) values.push(stepValue(step, fixed, x, values));
  const answers = fixed.outputs.map((output) =>
    isMet(output.needs, x) ? outputValue(output, values) : MISSING,
  );
  if (labels === null || answers.includes(MISSING)) return answers;
  return answers.length > 1
    ? softmax(answers, fixed.bits)
    : [sigmoidFixed(toOdds(answers[0] as number, fixed.bits))];
}

/** A cell as the program takes it: in the column's unit; of a category a level's place, -1 for another word. */
export function fixedCell(
  cell: Cell,
  place: number,
  { columns }: Pick<FixedProgram, 'columns'>,
  program: Program,
): number {
  if (cell === null) return MISSING;
  const { kind, levels } = program.columns[place] as Program['columns'][number];
  if (kind === 'category') return levels.indexOf(String(cell));
  const { unit } = columns[place] as FixedProgram['columns'][number];
  return Math.max(-LIMIT, Math.min(LIMIT, Math.round(Number(cell) / unit)));
}

function stepValue(
  step: FixedStep,
  { columns, slope }: FixedProgram,
  x: readonly number[],
  values: readonly number[],
): number {
  switch (step.kind) {
    case 'mark':
      return isSo(step.reading, x[step.column] as number) ? step.yes : step.no;
    case 'input': {
      const cell = x[step.column] as number;
      const reading = readingOf(step.takes, cell === MISSING ? (columns[step.column]?.fill ?? 0) : cell);
      return affineValue(Math.max(step.ends[0], Math.min(step.ends[1], reading)) - step.centre, step);
    }
    case 'neuron': {
      const sum = step.links.reduce(
        (all, { weight, from }) => all + weight * (values[from] as number),
        step.bias,
      );
      return activatedFixed(step.activation, aligned(sum, step.alignment), slope);
    }
  }
}

function isSo(reading: FixedMark['reading'], cell: number): boolean {
  return reading.takes === 'missing' ? cell === MISSING : cell === reading.level;
}

/** Of a date, in minutes since 1970, a part; hours are in minutes. */
function readingOf(takes: FixedInput['takes'], n: number): number {
  const day = Math.floor(n / MINUTES_A_DAY);
  switch (takes) {
    case 'value':
      return n;
    case 'day':
      return day;
    case 'hour':
      return n - day * MINUTES_A_DAY;
    case 'weekday':
      return (((day + 3) % 7) + 7) % 7;
    case 'month':
      return new Date(60_000 * n).getUTCMonth() + 1;
    case 'year':
      return new Date(60_000 * n).getUTCFullYear();
  }
}

function isMet(needs: readonly Need[], x: readonly number[]): boolean {
  return needs.every(({ column, what }) => {
    const cell = x[column] as number;
    return what === 'missing' ? cell !== MISSING : cell === 0 || cell === 1;
  });
}

function outputValue({ from, base, scaling }: FixedOutput, values: readonly number[]): number {
  return from === null ? base : base + affineValue(values[from] as number, scaling);
}

/** As sigmoid takes it. */
function toOdds(value: number, bits: number): number {
  return aligned(value, alignmentTo(15, bits));
}

/** exp(-d) is (1 - t) / (1 + t) where t is tanh(d / 2). */
function softmax(odds: readonly number[], bits: number): number[] {
  const greatest = Math.max(...odds);
  const powers = odds.map((each) => {
    const t = tanhFixed(toOdds(greatest - each, bits));
    return Math.floor(((ONE - t) * ONE) / (ONE + t));
  });
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => Math.floor((power * ONE + Math.floor(sum / 2)) / sum));
}
