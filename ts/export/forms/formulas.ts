import type { Activation } from '../../mlp/space.ts';
import type { InputStep, NeuronStep, Program, ProgramColumn } from '../program.ts';
import { joined } from './expression.ts';

/** Significant digits of a number in a formula. */
const DIGITS = 4;

/** An offset of more than so many scales stays beside its column: in the constant, its digits would be lost. */
const FAR = 10;

/** A program as formulas of its columns, for people to read: scalings are in the coefficients, numbers are rounded. */
export interface Formulas {
  /** One for each hidden neuron and each output, in the order of computing. */
  readonly lines: readonly string[];
  /** Sentences on what the lines take for granted. */
  readonly notes: readonly string[];
}

export function formulas(program: Program): Formulas {
  const { steps, outputs } = program;
  const last = new Set(outputs.map(({ from }) => from));
  const hidden = steps.filter((step, place) => step.kind === 'neuron' && !last.has(place));
  const names = new Map(hidden.map((step, i) => [step, `h${i + 1}`]));
  const neurons = hidden.map((step) => {
    const { activation } = step as NeuronStep;
    const affine = affineOf(step as NeuronStep, program, names);
    return `${names.get(step)} = ${activated(activation, textOf(affine))}`;
  });
  const lines = [...neurons, ...outputLines(program, names)];
  return { lines, notes: notesOn(program, lines) };
}

/** A column's name, a level or a label, in quotes where it is more than a word. */
export function quoted(text: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text) ? text : JSON.stringify(text);
}

/** constant + factor * text + ... */
interface Affine {
  readonly terms: readonly { readonly factor: number; readonly text: string }[];
  readonly constant: number;
}

type Names = ReadonlyMap<Program['steps'][number], string>;

/** What a neuron sums, as numbers of columns and of neurons with names. */
function affineOf({ bias, links }: NeuronStep, program: Program, names: Names): Affine {
  const parts = links.map(({ weight, from }) => {
    const step = program.steps[from] as Program['steps'][number];
    if (step.kind === 'neuron') return { factor: weight, text: names.get(step) ?? '', shift: 0 };
    const reading = readingText(step, program.columns);
    const factor = weight / step.scale;
    const isFar = Math.abs(step.offset) > FAR * step.scale;
    if (isFar) return { factor, text: `(${reading} ${signed(-step.offset)})`, shift: 0 };
    return { factor, text: reading, shift: -factor * step.offset };
  });
  return {
    terms: parts.map(({ factor, text }) => ({ factor, text })),
    constant: total([bias, ...parts.map(({ shift }) => shift)]),
  };
}

function readingText({ column, reading }: InputStep, columns: readonly ProgramColumn[]): string {
  const { name, levels } = columns[column] as ProgramColumn;
  switch (reading.takes) {
    case 'value':
      return quoted(name);
    case 'missing':
      return `[${quoted(name)} is missing]`;
    case 'level':
      return `[${quoted(name)} = ${quoted(levels[reading.level] ?? '')}]`;
    default:
      return `${reading.takes}(${quoted(name)})`;
  }
}

function outputLines(program: Program, names: Names): string[] {
  const { outputs, target, labels } = program;
  const values = outputs.map((output) => outputText(program, output, names));
  if (labels === null) return outputs.map(({ name }, o) => `${quoted(name)} = ${values[o]}`);
  if (outputs.length === 1) {
    const odds = `log-odds of ${quoted(target)} = ${quoted(labels[1] ?? '')}`;
    return [`${odds}: ${values[0]}`];
  }
  return outputs.map(({ name }, k) => `score of ${quoted(target)} = ${quoted(name)}: ${values[k]}`);
}

function outputText(
  program: Program,
  { from, offset, scale }: Program['outputs'][number],
  names: Names,
): string {
  if (typeof from !== 'number') return rounded(from.constant * scale + offset);
  const neuron = program.steps[from] as Program['steps'][number];
  if (neuron.kind === 'input') return '';
  const { terms, constant } = affineOf(neuron, program, names);
  if (neuron.activation !== 'linear') {
    const text = activated(neuron.activation, textOf({ terms, constant }));
    return textOf({ terms: [{ factor: scale, text }], constant: offset });
  }
  return textOf({
    terms: terms.map(({ factor, text }) => ({ factor: factor * scale, text })),
    constant: total([constant * scale, offset]),
  });
}

function activated(activation: Activation, text: string): string {
  return activation === 'linear' ? text : `${activation}(${text})`;
}

function textOf({ terms, constant }: Affine): string {
  const products = terms.map(({ factor, text }) => {
    const size = rounded(Math.abs(factor));
    return { factor, text: size === '1' ? text : `${size} * ${text}` };
  });
  const last = { factor: constant, text: rounded(Math.abs(constant)) };
  return joined(constant === 0 && terms.length > 0 ? products : [...products, last]);
}

/** The sum; 0 where all that is left is rounding. */
function total(numbers: readonly number[]): number {
  const sum = numbers.reduce((a, b) => a + b, 0);
  const size = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return Math.abs(sum) < 1e-12 * size ? 0 : sum;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'} ${Math.abs(value)}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

function notesOn(
  { columns, steps, target, labels, leaky_slope }: Program,
  lines: readonly string[],
): string[] {
  const text = lines.join('\n');
  const inputs = steps.filter((step) => step.kind === 'input');
  const takes = (column: number, what: readonly string[]) =>
    inputs.some((step) => step.column === column && what.includes(step.reading.takes));
  const filled = columns.flatMap(({ name, kind, fill }, i) => {
    if (fill === null || !takes(i, [...PARTS, 'value'])) return [];
    const value = kind === 'date' ? new Date(1000 * fill).toISOString() : String(fill);
    return [`Where ${quoted(name)} is missing, it counts as ${value}.`];
  });
  return [
    ...(text.includes('sigmoid(') ? ['sigmoid(v) is 1 / (1 + exp(-v)).'] : []),
    ...(text.includes('leaky_relu(') ? [`leaky_relu(v) is v, below zero ${leaky_slope} v.`] : []),
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

const PARTS: readonly string[] = ['year', 'month', 'weekday', 'hour', 'day'];
