import type { Activation } from '../../mlp/space.ts';
import type { InputStep, LevelReading, OutputStep, Program } from '../program.ts';
import { type Dialect, guarded, narrowed, REALS, type Real, widened } from './c-dialect.ts';
import { helpers } from './c-helpers.ts';
import { decimal, text } from './c-literal.ts';
import { labelSignature, notes, signature } from './c-notes.ts';
import { selfTest } from './c-self-test.ts';
import { sketch } from './c-sketch.ts';
import type { Wanted } from './examples.ts';
import { calledIn, inUnits, scaled, spaced, sum } from './expression.ts';
import { levelConstants, variables } from './names.ts';

/**
 * The program in C or C++. The network computes in the wanted type; columns are read and scaled in double, for a float has
 * seven digits, and what a network sees of seconds since 1970 is in the last ones. All names that the file defines begin
 * with the function's, so that several exports go into one file.
 *
 * Throws a RangeError for a number that no number of the type holds.
 */
export function c(program: Program, { name, type, examples }: Wanted, dialect: Dialect): string {
  const real = REALS[type];
  const constants = levelConstants(program, name);
  const body = statements(program, name, constants, real);
  const called = spaced(calledIn(body.join('\n'), helpers(program, name, real, dialect)));
  const precision = { network: real.step, columns: dialect.doubleStep };
  const test = examples ? selfTest(program, name, examples, precision, dialect) : [];
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
    ...(dialect.hasSketch ? sketch(program, name, constants, examples !== null) : []),
  ];
  const comment = notes(program, name, constants, { real, dialect, isTested: examples !== null });
  return [...comment, ...guarded(code, name, dialect)].join('\n');
}

/** The numbers of levels. */
function enums({ columns }: Program, constants: readonly string[][]): string[] {
  return columns.flatMap(({ levels }, i) => {
    const names = constants[i] ?? [];
    if (names.length === 0) return [];
    const lines = names.map((constant, k) => `    ${constant} = ${k}, // ${JSON.stringify(levels[k])}`);
    return ['enum {', ...lines, '};', ''];
  });
}

function labelFunction(labels: readonly string[], name: string, { shown }: Dialect): string[] {
  return [
    `${shown}${labelSignature(name)}`,
    '{',
    `    static const char *const labels[${labels.length}] = {${labels.map(text).join(', ')}};`,
    '    return labels[k];',
    '}',
    '',
  ];
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
