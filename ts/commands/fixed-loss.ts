import { drawnRows } from '../export/drawn-rows.ts';
import { worstFixedErrors } from '../export/fixed/bound.ts';
import { type FixedProgram, MISSING } from '../export/fixed/fixed-program.ts';
import { quantise } from '../export/fixed/quantise.ts';
import { fixedCell, runFixed } from '../export/fixed/run.ts';
import type { Program } from '../export/program.ts';
import type { NetworkFile } from '../export/read.ts';
import { mostProbable } from '../export/task.ts';
import { answersTo } from './examples.ts';

/** Rows by which the loss is measured. */
const ROWS = 2000;

/** Errors of an output on rows: the greatest, and the root mean square. */
interface Errors {
  readonly worst: number;
  readonly usual: number;
}

/** Sentences on what the program in whole numbers loses, on random rows within what the network was fitted to. */
export function fixedLoss(network: NetworkFile, program: Program): string[] {
  const { outputs, labels } = program;
  const rows = drawnRows(network, ROWS);
  const right = answersTo(network, rows);
  const fixed = quantise(program);
  const answers = fixedAnswers(program, fixed, rows);
  const bounds = worstFixedErrors(program, fixed);
  const on = `on ${ROWS} random rows within the ranges of its inputs`;
  if (labels) {
    const classes = (each: readonly number[][]) =>
      mostProbable(labels.length, Float64Array.from(each.flat()));
    const [before, after] = [classes(right), classes(answers)];
    const changed = before.filter((label, row) => label !== after[row]).length;
    const { worst } = errorsOf(right.flat(), answers.flat());
    const bound = short(Math.max(...bounds));
    return [
      `q15 moves probabilities by ${short(worst)} at most, and gives ${changed} another label, ${on}; by no more than ${bound} on any row there`,
    ];
  }
  return outputs.map(({ name, scale }, o) => {
    const of = (each: readonly number[][]) => each.map((row) => row[o] as number);
    const { worst, usual } = errorsOf(of(right), of(answers));
    const share = short((100 * worst) / scale);
    return `q15 moves ${JSON.stringify(name)} by ${short(worst)} at most (${share} % of its scale), ${short(usual)} in the root mean square, ${on}; by no more than ${short(bounds[o] as number)} on any row there`;
  });
}

/** What the program in whole numbers answers, in the outputs' units. */
function fixedAnswers(program: Program, fixed: FixedProgram, rows: ReturnType<typeof drawnRows>): number[][] {
  const units = fixed.outputs.map(({ unit }) => (program.labels ? 2 ** -15 : unit));
  return rows.map((row) => {
    const cells = row.map((cell, place) => fixedCell(cell, place, fixed, program));
    const answer = runFixed(fixed, program.labels, cells);
    return answer.map((value, o) => (value === MISSING ? Number.NaN : value * (units[o] as number)));
  });
}

function errorsOf(right: readonly number[], answers: readonly number[]): Errors {
  const errors = right.map((value, place) => Math.abs(value - (answers[place] as number)));
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
  return { worst: Math.max(...errors), usual: Math.sqrt(squares / errors.length) };
}

function short(value: number): number {
  return Number(value.toPrecision(2));
}
