import type { Activation } from '../../mlp/space.ts';
import type { InputStep, LevelReading, OutputStep, Program } from '../program.ts';
import { helpers } from './c-helpers.ts';
import { decimal, literal, text } from './c-literal.ts';
import { labelSignature, notes, signature } from './c-notes.ts';
import { calledIn, inUnits, scaled, spaced, sum } from './expression.ts';
import { levelConstants, variables } from './names.ts';

/**
 * The program in C99. The network computes in single precision; columns are read and scaled in double, for a float has
 * seven digits, and what a network sees of seconds since 1970 is in the last ones. `name`: the function's; all names that
 * the file defines begin with it, so that several exports go into one file.
 *
 * Throws a RangeError for a number that no float holds.
 */
export function c(program: Program, name: string): string {
  const constants = levelConstants(program, name);
  const body = statements(program, name, constants);
  const called = spaced(calledIn(body.join('\n'), helpers(program, name)));
  const code = [...called, ...body].join('\n');
  return [
    ...notes(program, name, constants),
    ...(/\b(expf|exp|tanhf|isnan|fabs|floor|NAN)\b/.test(code) ? ['#include <math.h>', ''] : []),
    ...enums(program, constants),
    ...called,
    ...(program.labels ? labelFunction(program.labels, name) : []),
    signature(program, name),
    '{',
    ...body.map((statement) => `    ${statement}`),
    '}',
    '',
  ].join('\n');
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

function labelFunction(labels: readonly string[], name: string): string[] {
  return [
    labelSignature(name),
    '{',
    `    static const char *const labels[${labels.length}] = {${labels.map(text).join(', ')}};`,
    '    return labels[k];',
    '}',
    '',
  ];
}

function statements(program: Program, name: string, constants: readonly string[][]): string[] {
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? `(float)${cast(scaled(cell(step, name, constants), step, decimal))}`
        : activated(step.activation, sum(step, words, literal), name);
    return `const float ${words[place]} = ${value};`;
  });
  const isBlind = !program.steps.some(({ kind }) => kind === 'input');
  return [...(isBlind ? ['(void)x;'] : []), ...defined, ...answer(program, words, name)];
}

/** In parentheses where it is more than one operand. */
function cast(expression: string): string {
  return /^[\w.]+(\[\d+\])?$/.test(expression) || /^\w+\([^()]*\)$/.test(expression)
    ? expression
    : `(${expression})`;
}

function activated(activation: Activation, value: string, name: string): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? 'tanhf' : `${name}_${activation}`}(${value})`;
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

function answer({ outputs, labels }: Program, words: readonly string[], name: string): string[] {
  const [value = '', ...others] = outputs.map((output) => outputOf(output, words));
  if (labels === null && others.length === 0) return [`return ${value};`];
  if (labels === null) return [value, ...others].map((each, o) => `y[${o}] = ${each};`);
  if (others.length === 0) return [`return (double)${name}_sigmoid((float)${cast(value)});`];
  return [...[value, ...others].map((each, k) => `p[${k}] = ${each};`), `return ${name}_softmax(p);`];
}

function outputOf(output: OutputStep, words: readonly string[]): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(`(double)${words[from]}`, output, decimal)
    : decimal(from.constant * scale + offset);
}
