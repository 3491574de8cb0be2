import { alignmentTo } from '../fixed/arithmetic.ts';
import {
  type Affine,
  type FixedInput,
  type FixedMark,
  type FixedNeuron,
  type FixedOutput,
  type FixedProgram,
  LIMIT,
  MISSING,
  type Need,
} from '../fixed/fixed-program.ts';
import { quantise } from '../fixed/quantise.ts';
import { fixedCell, runFixed } from '../fixed/run.ts';
import type { Program } from '../program.ts';
import { type Dialect, guarded, macro } from './c-dialect.ts';
import { aligned, fixedHelpers } from './c-fixed-helpers.ts';
import { fixedNotes, fixedSignature } from './c-fixed-notes.ts';
import { enums, labelFunction } from './c-levels.ts';
import { type Compared, selfTest } from './c-self-test.ts';
import { sketch, usualCell } from './c-sketch.ts';
import type { Examples, Wanted } from './examples.ts';
import { calledIn, joined, spaced } from './expression.ts';
import { levelConstants, variables } from './names.ts';

/**
 * The program in whole numbers, in C or C++: cells and answers are numbers of 32 bits in units that the comment says, and
 * there is no float and no call of a library. All names that the file defines begin with the function's.
 *
 * Throws a RangeError where a column, an output or a sum has no room in 32 bits.
 */
export function cFixed(
  program: Program,
  { name, examples }: Pick<Wanted, 'name' | 'examples'>,
  dialect: Dialect,
): string {
  const fixed = quantise(program);
  const constants = levelConstants(program, name);
  const body = statements(program, fixed, name, constants);
  const called = spaced(calledIn(body.join('\n'), fixedHelpers(program, fixed, name, dialect)));
  const missing = macro(name, 'missing');
  const literal = (value: number) => (value === MISSING ? missing : String(value));
  const cells = program.columns.map((_, i) =>
    usualCell(program, i, constants[i] ?? [], (value) => literal(fixedCell(value, i, fixed, program))),
  );
  const what = 'the very numbers that the function should answer to them';
  const code = [
    '#include <stdint.h>',
    '',
    `#define ${missing} INT32_MIN`,
    '',
    ...enums(program, constants),
    ...called,
    ...(program.labels ? labelFunction(program.labels, name, dialect) : []),
    `${dialect.shown}${fixedSignature(program, name)}`,
    '{',
    ...body.map((statement) => `    ${statement}`),
    '}',
    '',
    ...(examples ? selfTest(program, name, what, compared(program, fixed, examples, literal), dialect) : []),
    ...(dialect.hasSketch ? sketch(program, name, 'int32_t', cells, examples !== null) : []),
  ];
  const comment = fixedNotes(program, fixed, name, constants, { dialect, isTested: examples !== null });
  return [...comment, ...guarded(code, name, dialect)].join('\n');
}

/** The rows of the examples, and two of the greatest and the least numbers. */
function compared(
  program: Program,
  fixed: FixedProgram,
  { rows }: Examples,
  literal: (value: number) => string,
): Compared {
  const cells = rows.map((row) => row.map((cell, i) => fixedCell(cell, i, fixed, program)));
  const ends = [LIMIT, -LIMIT].map((end) =>
    program.columns.map(({ kind }, i) => (kind === 'category' ? (cells[0]?.[i] ?? 0) : end)),
  );
  const all = [...cells, ...ends];
  return {
    type: 'int32_t',
    rows: all.map((row) => row.map(literal)),
    right: all.map((row) => runFixed(fixed, program.labels, row).map(literal)),
    definitions: [],
    isWrong: 'y[k] != right[row][k]',
  };
}

function statements(
  program: Program,
  fixed: FixedProgram,
  name: string,
  constants: readonly string[][],
): string[] {
  const words = variables(program, name);
  const defined = fixed.steps.map((step, place) => {
    const value =
      step.kind === 'neuron'
        ? neuron(step, words, name)
        : step.kind === 'mark'
          ? mark(step, name, constants[step.column] ?? [])
          : input(step, fixed, name);
    return `const int32_t ${words[place]} = ${value};`;
  });
  const [first, ...others] = unmet(fixed, name);
  const isBlind = fixed.steps.length === 0;
  const isPart = program.labels !== null || fixed.outputs.length === 1;
  return [
    ...(isBlind ? ['(void)x;'] : []),
    ...(isPart && first !== undefined ? noAnswer([first, ...others].join(' || '), program, name) : []),
    ...defined,
    ...answer(program, fixed, words, name),
  ];
}

/** Conditions under which there is no answer, of all outputs together. */
function unmet({ outputs }: FixedProgram, name: string): string[] {
  return [...new Set(outputs.flatMap(({ needs }) => needs.map((need) => isUnmet(need, name))))];
}

function isUnmet({ column, what }: Need, name: string): string {
  if (what === 'missing') return `x[${column}] == ${macro(name, 'missing')}`;
  return `x[${column}] < 0 || x[${column}] > 1`;
}

function noAnswer(condition: string, { outputs }: Program, name: string): string[] {
  const missing = macro(name, 'missing');
  if (outputs.length === 1) return [`if (${condition}) return ${missing};`];
  return [
    `if (${condition}) {`,
    `    for (int k = 0; k < ${outputs.length}; k++) p[k] = ${missing};`,
    '    return -1;',
    '}',
  ];
}

function input(step: FixedInput, { columns }: FixedProgram, name: string): string {
  const { column, takes, ends, centre } = step;
  const fill = columns[column]?.fill ?? null;
  const cell = fill === null ? `x[${column}]` : `${name}_known(x[${column}], ${fill})`;
  const reading = takes === 'value' ? cell : `${name}_${takes}(${cell})`;
  return affine(centred(`${name}_clamp(${reading}, ${ends[0]}, ${ends[1]})`, centre), step);
}

function centred(value: string, centre: number): string {
  if (centre === 0) return value;
  return `(${joined([
    { factor: 1, text: value },
    { factor: -centre, text: String(Math.abs(centre)) },
  ])})`;
}

function mark({ column, reading, yes, no }: FixedMark, name: string, levels: readonly string[]): string {
  const wanted = reading.takes === 'missing' ? macro(name, 'missing') : levels[reading.level];
  return `x[${column}] == ${wanted} ? ${yes} : ${no}`;
}

/** value * factor + addend >> shift. */
function affine(value: string, { factor, addend, shift }: Affine): string {
  const product = factor === 1 ? value : `${value} * ${factor}`;
  const sum = addend === 0 ? product : `${product} ${addend < 0 ? '-' : '+'} ${Math.abs(addend)}`;
  return shift === 0 ? sum : `(${sum}) >> ${shift}`;
}

function neuron(
  { bias, links, activation, alignment }: FixedNeuron,
  words: readonly string[],
  name: string,
): string {
  const products = links.map(({ weight, from }) => {
    const size = Math.abs(weight);
    return { factor: weight, text: size === 1 ? (words[from] as string) : `${size} * ${words[from]}` };
  });
  const own = { factor: bias, text: String(Math.abs(bias)) };
  const sum = aligned(joined(bias === 0 ? products : [own, ...products]), alignment, name);
  return activation === 'linear' ? sum : `${name}_${activation}(${sum})`;
}

function answer(
  { labels }: Program,
  { outputs, bits }: FixedProgram,
  words: readonly string[],
  name: string,
): string[] {
  const values = outputs.map((output) => outputOf(output, words));
  const [value = ''] = values;
  if (labels && values.length > 1) {
    return [...values.map((each, k) => `p[${k}] = ${each};`), `return ${name}_softmax(p);`];
  }
  if (labels) return [`return ${name}_sigmoid(${aligned(value, alignmentTo(15, bits), name)});`];
  if (values.length === 1) return [`return ${value};`];
  return outputs.map(({ needs }, o) => {
    const condition = needs.map((need) => isUnmet(need, name)).join(' || ');
    const each = values[o];
    return `y[${o}] = ${condition === '' ? each : `${condition} ? ${macro(name, 'missing')} : ${each}`};`;
  });
}

function outputOf({ from, base, scaling }: FixedOutput, words: readonly string[]): string {
  if (from === null) return String(base);
  const value = affine(words[from] as string, scaling);
  if (base === 0) return value;
  const part = /^\(.*\) >> \d+$/.test(value) ? `(${value})` : value;
  return `${base} + ${part}`;
}
