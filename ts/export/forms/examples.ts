import type { Cell } from '../../schema/columns.ts';
import type { Program, ProgramColumn } from '../program.ts';
import { DOUBLE_STEP, type Precision, worstErrors } from '../single-precision.ts';

/** Rows of a network's columns, and what it answers in double precision: golden vectors. */
export interface Examples {
  readonly rows: readonly (readonly Cell[])[];
  /** [rows][outputs], as `predict` orders them; NaN where there is no answer. */
  readonly answers: readonly (readonly number[])[];
}

/** What is asked of a form. */
export interface Wanted {
  /** The function's name; all names that a file in C defines begin with it. */
  readonly name: string;
  readonly type: NumberType;
  /** What a self-test in the file compares with; null: it has none. */
  readonly examples: Examples | null;
}

/**
 * What a function computes with. float: the network in single precision, its columns and answers in double; single: all in
 * single precision; q15: whole numbers of 32 bits, values in 16 of them.
 */
export type NumberType = 'float' | 'single' | 'double' | 'q15';

/** What the forms without labels' names take for a cell: a level's place, -1 for another word, NaN where it is missing. */
export function numberOf(cell: Cell, { kind, levels }: ProgramColumn): number {
  if (cell === null) return Number.NaN;
  return kind === 'category' ? levels.indexOf(String(cell)) : Number(cell);
}

/** Probabilities of all labels from those that `predict` gives: of two it gives the second alone. */
export function sharesOf(answer: readonly number[]): readonly number[] {
  const [second = Number.NaN] = answer;
  return answer.length === 1 ? [1 - second, second] : answer;
}

/** Of a form that computes in double throughout. */
export const EXACT: Precision = { network: DOUBLE_STEP, columns: DOUBLE_STEP };

/** How far each answer may be off where a program computes as precisely as it should: twice the worst case. */
export function tolerances(program: Program, precision: Precision): number[] {
  const errors = worstErrors(program, precision);
  if (program.labels === null) return errors.map((error) => roundedUp(2 * error));
  // Probabilities move less than the logarithms of odds that they are made of.
  const most = 2 * Math.max(...errors) + 8 * precision.network;
  return errors.map(() => roundedUp(most));
}

function roundedUp(value: number): number {
  if (value === 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step) * step).toPrecision(2));
}
