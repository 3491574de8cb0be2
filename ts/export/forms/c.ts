import type { Activation } from '../../mlp/space.ts';
import type { InputStep, LevelReading, OutputStep, Program, ProgramColumn } from '../program.ts';
import type { Precision } from '../single-precision.ts';
import { as, type Dialect, guarded, nan, type Real, type Reals } from './c-dialect.ts';
import { helpers } from './c-helpers.ts';
import { enums, labelFunction } from './c-levels.ts';
import { notes, signature } from './c-notes.ts';
import { type Compared, selfTest } from './c-self-test.ts';
import { sketch, usualCell } from './c-sketch.ts';
import { type Examples, numberOf, tolerances, type Wanted } from './examples.ts';
import { calledIn, inUnits, scaled, spaced, sum } from './expression.ts';
import { levelConstants, variables } from './names.ts';

/**
 * The program in C or C++. Columns are read and scaled in double where it is not said otherwise: a float has seven digits, and
 * what a network sees of seconds since 1970 is in the last ones. All names that the file defines begin
 * with the function's, so that several exports go into one file.
 *
 * Throws a RangeError for a number that its type does not hold.
 */
export function c(
  program: Program,
  { name, examples }: Pick<Wanted, 'name' | 'examples'>,
  reals: Reals,
  dialect: Dialect,
): string {
  const constants = levelConstants(program, name);
  const body = statements(program, name, constants, reals);
  const called = spaced(calledIn(body.join('\n'), helpers(program, name, reals, dialect)));
  const { network, cells } = reals;
  const precision = {
    network: Math.max(network.step, dialect.doubleStep),
    columns: Math.max(cells.step, dialect.doubleStep),
  };
  const what = 'what swat answers to them in double precision';
  const test = examples
    ? selfTest(program, name, what, compared(program, examples, precision, cells), dialect)
    : [];
  const usual = program.columns.map((_, i) => usualCell(program, i, constants[i] ?? [], cells.literal));
  const needsMath = /\b(expf?|tanhf?|isnan|fabsf?|floorf?|NAN)\b/.test(
    [...called, ...body, ...test].join('\n'),
  );
  const code = [
    ...(needsMath ? ['#include <math.h>', ''] : []),
    ...enums(program, constants),
    ...called,
    ...(program.labels ? labelFunction(program.labels, name, dialect) : []),
    `${dialect.shown}${signature(program, name, cells)}`,
    '{',
    ...body.map((statement) => `    ${statement}`),
    '}',
    '',
    ...test,
    ...(dialect.hasSketch ? sketch(program, name, cells.type, usual, examples !== null) : []),
  ];
  const comment = notes(program, name, constants, { reals, dialect, isTested: examples !== null });
  return [...comment, ...guarded(code, name, dialect)].join('\n');
}

function compared(
  program: Program,
  { rows, answers }: Examples,
  precision: Precision,
  cells: Real,
): Compared {
  const { columns, outputs } = program;
  const { type, literal, suffix } = cells;
  // A probability may be too small for a float: 0 then.
  const held = (value: number) => (type === 'float' ? Math.fround(value) : value);
  const number = (value: number) => (Number.isNaN(value) ? nan(cells) : literal(held(value)));
  const most = tolerances(program, precision).map(literal).join(', ');
  return {
    type,
    rows: rows.map((row) => row.map((cell, i) => number(numberOf(cell, columns[i] as ProgramColumn)))),
    right: answers.map((answer) => answer.map(number)),
    definitions: [`static const ${type} tolerance[${outputs.length}] = {${most}};`],
    isWrong: `isnan(right[row][k]) ? !isnan(y[k]) : !(fabs${suffix}(y[k] - right[row][k]) <= tolerance[k])`,
  };
}

function statements(program: Program, name: string, constants: readonly string[][], reals: Reals): string[] {
  const { network, cells } = reals;
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? as(network, cells, scaled(cell(step, name, constants, cells), step, cells.literal))
        : activated(step.activation, sum(step, words, network.literal), name, network);
    return `const ${network.type} ${words[place]} = ${value};`;
  });
  const isBlind = !program.steps.some(({ kind }) => kind === 'input');
  return [...(isBlind ? ['(void)x;'] : []), ...defined, ...answer(program, words, name, reals)];
}

function activated(activation: Activation, value: string, name: string, { suffix }: Real): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? `tanh${suffix}` : `${name}_${activation}`}(${value})`;
}

/** The number that is read from a cell. */
function cell(
  { column, reading }: InputStep,
  name: string,
  constants: readonly string[][],
  { literal }: Real,
): string {
  const value = `x[${column}]`;
  if (reading.takes === 'missing') return `${name}_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, name, constants[column] ?? []);
  const filled = reading.fill === null ? value : `${name}_known(${value}, ${literal(reading.fill)})`;
  return reading.takes === 'value' ? filled : `${name}_${reading.takes}(${filled})`;
}

function level(
  value: string,
  { level, unanswered }: LevelReading,
  name: string,
  constants: readonly string[],
): string {
  const helper = { none: 'says', missing: 'says_if_known', unknown: 'says_of_two' }[unanswered];
  return `${name}_${helper}(${value}, ${constants[level]})`;
}

function answer(
  { outputs, labels }: Program,
  words: readonly string[],
  name: string,
  reals: Reals,
): string[] {
  const { network, cells } = reals;
  const [value = '', ...others] = outputs.map((output) => outputOf(output, words, reals));
  if (labels === null && others.length === 0) return [`return ${value};`];
  if (labels === null) return [value, ...others].map((each, o) => `y[${o}] = ${each};`);
  if (others.length === 0) {
    return [`return ${as(cells, network, `${name}_sigmoid(${as(network, cells, value)})`)};`];
  }
  return [...[value, ...others].map((each, k) => `p[${k}] = ${each};`), `return ${name}_softmax(p);`];
}

function outputOf(output: OutputStep, words: readonly string[], { network, cells }: Reals): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(as(cells, network, words[from] as string), output, cells.literal)
    : cells.literal(from.constant * scale + offset);
}
