import type { Activation } from '../../mlp/space.ts';
import type { InputStep, LevelReading, OutputStep, Program, ProgramColumn } from '../program.ts';
import type { Precision } from '../single-precision.ts';
import { type Dialect, guarded, narrowed, type Real, widened } from './c-dialect.ts';
import { helpers } from './c-helpers.ts';
import { enums, labelFunction } from './c-levels.ts';
import { decimal } from './c-literal.ts';
import { notes, signature } from './c-notes.ts';
import { type Compared, selfTest } from './c-self-test.ts';
import { sketch, usualCell } from './c-sketch.ts';
import { type Examples, numberOf, tolerances, type Wanted } from './examples.ts';
import { calledIn, inUnits, scaled, spaced, sum } from './expression.ts';
import { levelConstants, variables } from './names.ts';

/**
 * The program in C or C++. The network computes in `real` numbers; columns are read and scaled in double, for a float has
 * seven digits, and what a network sees of seconds since 1970 is in the last ones. All names that the file defines begin
 * with the function's, so that several exports go into one file.
 *
 * Throws a RangeError for a number that no such real holds.
 */
export function c(
  program: Program,
  { name, examples }: Pick<Wanted, 'name' | 'examples'>,
  real: Real,
  dialect: Dialect,
): string {
  const constants = levelConstants(program, name);
  const body = statements(program, name, constants, real);
  const called = spaced(calledIn(body.join('\n'), helpers(program, name, real, dialect)));
  const precision = { network: Math.max(real.step, dialect.doubleStep), columns: dialect.doubleStep };
  const what = 'what swat answers to them in double precision';
  const test = examples ? selfTest(program, name, what, compared(program, examples, precision), dialect) : [];
  const cells = program.columns.map((_, i) => usualCell(program, i, constants[i] ?? [], decimal));
  const needsMath = /\b(expf?|tanhf?|isnan|fabs|floor|NAN)\b/.test([...called, ...body, ...test].join('\n'));
  const code = [
    ...(needsMath ? ['#include <math.h>', ''] : []),
    ...enums(program, constants),
    ...called,
    ...(program.labels ? labelFunction(program.labels, name, dialect) : []),
    `${dialect.shown}${signature(program, name)}`,
    '{',
    ...body.map((statement) => `    ${statement}`),
    '}',
    '',
    ...test,
    ...(dialect.hasSketch ? sketch(program, name, 'double', cells, examples !== null) : []),
  ];
  const comment = notes(program, name, constants, { real, dialect, isTested: examples !== null });
  return [...comment, ...guarded(code, name, dialect)].join('\n');
}

function compared(program: Program, { rows, answers }: Examples, precision: Precision): Compared {
  const { columns, outputs } = program;
  const number = (value: number) => (Number.isNaN(value) ? '(double)NAN' : decimal(value));
  const most = tolerances(program, precision).map(decimal).join(', ');
  return {
    type: 'double',
    rows: rows.map((row) => row.map((cell, i) => number(numberOf(cell, columns[i] as ProgramColumn)))),
    right: answers.map((answer) => answer.map(number)),
    definitions: [`static const double tolerance[${outputs.length}] = {${most}};`],
    isWrong: 'isnan(right[row][k]) ? !isnan(y[k]) : !(fabs(y[k] - right[row][k]) <= tolerance[k])',
  };
}

function statements(program: Program, name: string, constants: readonly string[][], real: Real): string[] {
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? narrowed(scaled(cell(step, name, constants), step, decimal), real)
        : activated(step.activation, sum(step, words, real.literal), name, real);
    return `const ${real.type} ${words[place]} = ${value};`;
  });
  const isBlind = !program.steps.some(({ kind }) => kind === 'input');
  return [...(isBlind ? ['(void)x;'] : []), ...defined, ...answer(program, words, name, real)];
}

function activated(activation: Activation, value: string, name: string, { suffix }: Real): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? `tanh${suffix}` : `${name}_${activation}`}(${value})`;
}

/** The number that is read from a cell. */
function cell({ column, reading }: InputStep, name: string, constants: readonly string[][]): string {
  const value = `x[${column}]`;
  if (reading.takes === 'missing') return `${name}_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, name, constants[column] ?? []);
  const filled = reading.fill === null ? value : `${name}_known(${value}, ${decimal(reading.fill)})`;
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

function answer({ outputs, labels }: Program, words: readonly string[], name: string, real: Real): string[] {
  const [value = '', ...others] = outputs.map((output) => outputOf(output, words, real));
  if (labels === null && others.length === 0) return [`return ${value};`];
  if (labels === null) return [value, ...others].map((each, o) => `y[${o}] = ${each};`);
  if (others.length === 0) {
    return [`return ${widened(`${name}_sigmoid(${narrowed(value, real)})`, real)};`];
  }
  return [...[value, ...others].map((each, k) => `p[${k}] = ${each};`), `return ${name}_softmax(p);`];
}

function outputOf(output: OutputStep, words: readonly string[], real: Real): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(widened(words[from] as string, real), output, decimal)
    : decimal(from.constant * scale + offset);
}
