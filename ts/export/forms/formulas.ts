import type { Activation } from '../../mlp/space.ts';
import type { InputStep, NeuronStep, OutputStep, Program, ProgramColumn } from '../program.ts';
import { joined } from './expression.ts';

/** Significant digits of a number in a formula. */
const DIGITS = 4;

/** An offset of more than so many scales stays beside its column: in the constant, its digits would be lost. */
const FAR = 10;

/** How formulas are written: as plain text, or as LaTeX. */
export interface Notation {
  /** A name of the table: a column, a level or a label. */
  name(text: string): string;
  /** A hidden neuron, from 1 on. */
  neuron(place: number): string;
  /** A number that is not negative. */
  number(value: number): string;
  product(factor: string, text: string): string;
  part(what: string, column: string): string;
  says(column: string, level: string): string;
  isMissing(column: string): string;
  activated(activation: Exclude<Activation, 'linear'>, text: string): string;
  odds(target: string, label: string): string;
  score(target: string, label: string): string;
}

/** A formula: what is on both sides of its sign, and the sign. */
export interface Formula {
  readonly left: string;
  readonly sign: '=' | ':';
  readonly right: string;
}

/** A program as formulas of its columns, for people to read: scalings are in the coefficients, numbers are rounded. */
export interface Formulas {
  /** One for each hidden neuron and each output, in the order of computing. */
  readonly lines: readonly string[];
  /** Sentences on what the lines take for granted. */
  readonly notes: readonly string[];
}

export function formulas(program: Program): Formulas {
  const lines = equations(program, PLAIN).map(({ left, sign, right }) =>
    sign === ':' ? `${left}: ${right}` : `${left} = ${right}`,
  );
  return { lines, notes: notesOn(program) };
}

/** A column's name, a level or a label, in quotes where it is more than a word. */
export function quoted(text: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text) ? text : JSON.stringify(text);
}

const PLAIN: Notation = {
  name: quoted,
  neuron: (place) => `h${place}`,
  number: String,
  product: (factor, text) => `${factor} * ${text}`,
  part: (what, column) => `${what}(${column})`,
  says: (column, level) => `[${column} = ${level}]`,
  isMissing: (column) => `[${column} is missing]`,
  activated: (activation, text) => `${activation}(${text})`,
  odds: (target, label) => `log-odds of ${target} = ${label}`,
  score: (target, label) => `score of ${target} = ${label}`,
};

/** A program's formulas in a notation. */
export function equations(program: Program, notation: Notation): Formula[] {
  const { steps, outputs } = program;
  const last = new Set(outputs.map(({ from }) => from));
  const hidden = steps.filter((step, place) => step.kind === 'neuron' && !last.has(place));
  const names = new Map(hidden.map((step, i) => [step, notation.neuron(i + 1)]));
  const context = { program, names, notation };
  const neurons = hidden.map((step): Formula => {
    const { activation } = step as NeuronStep;
    const text = textOf(affineOf(step as NeuronStep, context), notation);
    return { left: names.get(step) ?? '', sign: '=', right: activated(activation, text, notation) };
  });
  return [...neurons, ...outputEquations(context)];
}

/** constant + factor * text + ... */
interface Affine {
  readonly terms: readonly { readonly factor: number; readonly text: string }[];
  readonly constant: number;
  /** What the sum varies by: a constant far larger has digits enough for that. */
  readonly scale: number;
}

/** What is written, how hidden neurons are called, and how it is written. */
interface Context {
  readonly program: Program;
  readonly names: ReadonlyMap<Program['steps'][number], string>;
  readonly notation: Notation;
}

/** What a neuron sums, as numbers of columns and of neurons with names. */
function affineOf({ bias, links }: NeuronStep, { program, names, notation }: Context): Affine {
  const parts = links.map(({ weight, from }) => {
    const step = program.steps[from] as Program['steps'][number];
    if (step.kind === 'neuron') return { factor: weight, text: names.get(step) ?? '', shift: 0 };
    const reading = readingText(step, program.columns, notation);
    const factor = weight / step.scale;
    if (Math.abs(step.offset) <= FAR * step.scale)
      return { factor, text: reading, shift: -factor * step.offset };
    const middle = roundedBy(step.scale, step.offset);
    const text = `(${reading} ${signed(-middle, notation)})`;
    return { factor, text, shift: factor * (middle - step.offset) };
  });
  return {
    terms: parts.map(({ factor, text }) => ({ factor, text })),
    constant: total([bias, ...parts.map(({ shift }) => shift)]),
    scale: 1,
  };
}

function readingText(
  { column, reading }: InputStep,
  columns: readonly ProgramColumn[],
  notation: Notation,
): string {
  const { name, levels } = columns[column] as ProgramColumn;
  const called = notation.name(name);
  switch (reading.takes) {
    case 'value':
      return called;
    case 'missing':
      return notation.isMissing(called);
    case 'level':
      return notation.says(called, notation.name(levels[reading.level] ?? ''));
    default:
      return notation.part(reading.takes, called);
  }
}

function outputEquations(context: Context): Formula[] {
  const { program, notation } = context;
  const { outputs, labels } = program;
  const target = notation.name(program.target);
  return outputs.map((output, o): Formula => {
    const right = outputText(output, context);
    if (labels === null) return { left: notation.name(output.name), sign: '=', right };
    const left =
      outputs.length === 1
        ? notation.odds(target, notation.name(labels[1] ?? ''))
        : notation.score(target, notation.name(labels[o] ?? ''));
    return { left, sign: ':', right };
  });
}

function outputText({ from, offset, scale }: OutputStep, context: Context): string {
  const { program, notation } = context;
  if (typeof from !== 'number') {
    return textOf({ terms: [], constant: from.constant * scale + offset, scale }, notation);
  }
  const neuron = program.steps[from] as Program['steps'][number];
  if (neuron.kind === 'input') return '';
  const { terms, constant } = affineOf(neuron, context);
  if (neuron.activation !== 'linear') {
    const text = activated(neuron.activation, textOf({ terms, constant, scale: 1 }, notation), notation);
    return textOf({ terms: [{ factor: scale, text }], constant: offset, scale }, notation);
  }
  const scaledTerms = terms.map(({ factor, text }) => ({ factor: factor * scale, text }));
  return textOf({ terms: scaledTerms, constant: total([constant * scale, offset]), scale }, notation);
}

function activated(activation: Activation, text: string, notation: Notation): string {
  return activation === 'linear' ? text : notation.activated(activation, text);
}

function textOf({ terms, constant, scale }: Affine, notation: Notation): string {
  const products = terms.map(({ factor, text }) => {
    const size = rounded(Math.abs(factor));
    return { factor, text: size === 1 ? text : notation.product(notation.number(size), text) };
  });
  const short = rounded(Math.abs(constant));
  const isEnough = Math.abs(short - Math.abs(constant)) <= scale / 100;
  const size = isEnough ? short : roundedBy(scale, Math.abs(constant));
  const last = { factor: constant, text: notation.number(size) };
  return joined(constant === 0 && terms.length > 0 ? products : [...products, last]);
}

/** The sum; 0 where all that is left is rounding. */
function total(numbers: readonly number[]): number {
  const sum = numbers.reduce((a, b) => a + b, 0);
  const size = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return Math.abs(sum) < 1e-12 * size ? 0 : sum;
}

function signed(value: number, { number }: Notation): string {
  return `${value < 0 ? '-' : '+'} ${number(Math.abs(value))}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** The value to a thousandth of what it is beside, `scale`, or nearer. */
function roundedBy(scale: number, value: number): number {
  const decimals = DIGITS - 1 - Math.floor(Math.log10(scale));
  if (decimals > 100) return value;
  if (decimals >= 0) return Number(value.toFixed(decimals));
  const step = 10 ** -decimals;
  return Math.round(value / step) * step;
}

/** Sentences on what a program's formulas take for granted. */
function notesOn({ columns, steps, target, labels, leaky_slope }: Program): string[] {
  const inputs = steps.filter((step) => step.kind === 'input');
  const isCalled = (activation: Activation) =>
    steps.some((step) => step.kind === 'neuron' && step.activation === activation);
  const takes = (column: number, what: readonly string[]) =>
    inputs.some((step) => step.column === column && what.includes(step.reading.takes));
  const filled = columns.flatMap(({ name, kind, fill }, i) => {
    if (fill === null || !takes(i, [...PARTS, 'value'])) return [];
    const value = kind === 'date' ? new Date(1000 * fill).toISOString() : String(shown(fill));
    return [`Where ${quoted(name)} is missing, it counts as ${value}.`];
  });
  return [
    ...(isCalled('sigmoid') ? ['sigmoid(v) is 1 / (1 + exp(-v)).'] : []),
    ...(isCalled('leaky_relu') ? [`leaky_relu(v) is v, below zero ${leaky_slope} v.`] : []),
    ...(inputs.some(({ reading }) => ['level', 'missing'].includes(reading.takes))
      ? ['[...] is 1 where that is so, otherwise 0.']
      : []),
    ...(inputs.some(({ reading }) => PARTS.includes(reading.takes))
      ? [
          'Dates are in UTC; weekday is 0 on Mondays, hour has its minutes as decimals, day counts from 1970-01-01.',
        ]
      : []),
    ...filled,
    ...(labels?.length === 2
      ? [`The probability of ${quoted(target)} = ${quoted(labels[1] ?? '')} is 1 / (1 + exp(-log-odds)).`]
      : labels
        ? ['The probability of a label is exp(its score), divided by the sum of that over all labels.']
        : []),
    `Numbers have ${DIGITS} digits; swat export has all.`,
  ];
}

/** A cell's number without the digits that only arithmetic has given it. */
function shown(value: number): number {
  return Number(value.toPrecision(12));
}

const PARTS: readonly string[] = ['year', 'month', 'weekday', 'hour', 'day'];
