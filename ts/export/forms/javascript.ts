import type { Cell } from '../../schema/columns.ts';
import type { InputStep, LevelReading, Program } from '../program.ts';
import { EXACT, type Examples, sharesOf, tolerances, type Wanted } from './examples.ts';
import { answered, calledIn, scaled, sizeOf, spaced, sum } from './expression.ts';
import { variables } from './names.ts';

/** The program as an ES module, which gives the very numbers of `predict`. */
export function javascript(program: Program, wanted: Omit<Wanted, 'type'>): string {
  return module(program, wanted, { typed: () => '', as: (value) => value });
}

/** The same module in TypeScript, which a strict compiler takes. */
export function typescript(program: Program, wanted: Omit<Wanted, 'type'>): string {
  return module(program, wanted, { typed: (text) => text, as: (value, type) => `(${value} as ${type})` });
}

/** What types become in the text of a module. */
interface Typing {
  /** An annotation: itself, or nothing. */
  typed(text: string): string;
  /** A value that is said to be of a type. */
  as(value: string, type: string): string;
}

function module(program: Program, { name, examples }: Omit<Wanted, 'type'>, typing: Typing): string {
  const { typed } = typing;
  const body = statements(program, name, typing);
  // Compilers of TypeScript complain of a parameter that is not used, unless its name says it.
  const parameter = program.steps.length > 0 ? 'x' : '_x';
  return [
    `// A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    ...exported(program, typing),
    '',
    ...types(program).map(typed).filter(Boolean),
    ...definitions(program, body.join('\n'), typing),
    ...comment(program),
    `export function ${name}(${parameter}${typed(': Row')})${typed(`: ${answerType(program)}`)} {`,
    ...body.map((statement) => `  ${statement}`),
    '}',
    '',
    ...(program.labels ? [...classify(name, typing), ''] : []),
    ...(examples ? [...selfTest(program, name, examples, typing), ''] : []),
  ].join('\n');
}

function types({ labels }: Program): string[] {
  return [
    'export type Cell = number | string | Date | null | undefined;',
    'export type Named = Readonly<Record<string, Cell>>;',
    `export type Row = readonly Cell[] | Float64Array | Named;${labels ? '' : '\n'}`,
    ...(labels ? ['export type Label = (typeof labels)[number];\n'] : []),
  ];
}

function answerType({ outputs, labels }: Program): string {
  if (labels) return 'Record<Label, number>';
  return outputs.length === 1 ? 'number' : 'number[]';
}

/** The function that a program of classes has beside its own. */
function classify(name: string, { typed }: Typing): string[] {
  return [
    '/** The most probable label of a row, null where there is no prediction. */',
    `export function classify(x${typed(': Row')})${typed(': Label | null')} {`,
    `  const p = ${name}(x);`,
    '  const best = labels.reduce((most, label) => (p[label] > p[most] ? label : most));',
    '  return Number.isNaN(p[best]) ? null : best;',
    '}',
  ];
}

/** A function that holds the program to examples. */
function selfTest(
  program: Program,
  name: string,
  { rows, answers }: Examples,
  { typed, as }: Typing,
): string[] {
  const { columns, outputs, labels } = program;
  const [values, value, most] = [
    as('right[r]', 'number[]'),
    as('y[k]', 'number'),
    as('tolerance[k]', 'number'),
  ];
  const cellOf = (cell: Cell, place: number) =>
    columns[place]?.kind === 'date' && cell !== null
      ? `new Date(${1000 * Number(cell)})`
      : JSON.stringify(cell);
  const right = labels ? answers.map(sharesOf) : answers;
  const answer = labels
    ? `labels.map((label) => ${name}(row)[label])`
    : outputs.length > 1
      ? `${name}(row)`
      : `[${name}(row)]`;
  const tolerance = tolerances(program, EXACT);
  const list = (lines: readonly string[]) => lines.map((line) => `    [${line}],`);
  return [
    '/** Holds the function to rows that swat answered: 0 where it agrees, otherwise 1. */',
    `export function selfTest()${typed(': number')} {`,
    `  const rows${typed(': Row[]')} = [`,
    ...list(rows.map((row) => row.map(cellOf).join(', '))),
    '  ];',
    '  const right = [',
    ...list(right.map((each) => each.join(', '))),
    '  ];',
    `  const tolerance = [${(labels ? labels.map(() => tolerance[0]) : tolerance).join(', ')}];`,
    '  const agrees = rows.every((row, r) => {',
    `    const y = ${answer};`,
    `    return ${values}.every((value, k) =>`,
    `      Number.isNaN(value) ? Number.isNaN(y[k]) : Math.abs(${value} - value) <= ${most},`,
    '    );',
    '  });',
    '  return agrees ? 0 : 1;',
    '}',
  ];
}

/** Constants that tell a program what the function takes and gives. */
function exported({ columns, outputs, target, labels }: Program, { typed }: Typing): string[] {
  const list = (names: readonly string[]) => `[${names.map((text) => JSON.stringify(text)).join(', ')}]`;
  const isSeveral = labels === null && outputs.length > 1;
  return [
    `export const inputs = ${list(columns.map(({ name }) => name))};`,
    isSeveral
      ? `export const outputs = ${list(outputs.map(({ name }) => name))};`
      : `export const output = ${JSON.stringify(target)};`,
    ...(labels ? [`export const labels = ${list(labels)}${typed(' as const')};`] : []),
  ];
}

function comment({ columns, outputs, labels }: Program): string[] {
  const [result, none] = labels
    ? ['An object of the probabilities of the labels', 'they are NaN']
    : outputs.length === 1
      ? ['The output', 'it is NaN']
      : ['A list of the outputs', 'they are NaN'];
  const used = columns.filter(({ isUsed }) => isUsed);
  const has = (kind: string) => used.some((column) => column.kind === kind);
  const lines = [
    `${result} for a row \`x\`: a list in the order of \`inputs\`, or an object by their names.`,
    ...(has('category') ? ['Categories are strings.'] : []),
    ...(has('date')
      ? ['Dates are Dates, milliseconds since 1970, or ISO strings, in UTC where they name no zone.']
      : []),
    ...(used.length > 0
      ? [`Empty, null, undefined and NaN are missing; where there is no prediction, ${none}.`]
      : []),
  ];
  return lines.length === 1 ? [`/** ${lines[0]} */`] : ['/**', ...lines.map((line) => ` * ${line}`), ' */'];
}

function statements(program: Program, name: string, typing: Typing): string[] {
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? scaled(cell(step, program), step, String)
        : activated(step.activation, sum(step, words, String));
    return `const ${words[place]} = ${value};`;
  });
  const row = program.steps.some(({ kind }) => kind === 'input') ? ['const row = cells(x);'] : [];
  return [...row, ...defined, ...answer(program, words, typing)];
}

function activated(activation: string, value: string): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? 'Math.tanh' : activation}(${value})`;
}

/** The number that is read from a cell. */
function cell({ column, reading }: InputStep, { columns }: Program): string {
  const value = `row[${column}]`;
  const { kind, levels } = columns[column] as Program['columns'][number];
  if (reading.takes === 'missing') return `missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, levels);
  const filled = reading.fill === null ? value : `${value}, ${reading.fill}`;
  if (reading.takes === 'value') return kind === 'date' ? `seconds(${filled})` : `number(${filled})`;
  return `${reading.takes}(seconds(${filled}))`;
}

function level(value: string, { level, unanswered }: LevelReading, levels: readonly string[]): string {
  const [wanted, other] = [levels[level], levels[1 - level]].map((text) => JSON.stringify(text));
  if (unanswered === 'unknown') return `saysOfTwo(${value}, ${wanted}, ${other})`;
  return `${unanswered === 'none' ? 'says' : 'saysIfKnown'}(${value}, ${wanted})`;
}

function answer({ outputs, labels }: Program, words: readonly string[], { as }: Typing): string[] {
  const values = outputs.map((output) => answered(output, words, String));
  if (labels === null) return [`return ${values.length === 1 ? values[0] : `[${values.join(', ')}]`};`];
  if (values.length > 1) {
    const made = as('Object.fromEntries(labels.map((label, k) => [label, p[k]]))', 'Record<Label, number>');
    return [`const p = softmax([${values.join(', ')}]);`, `return ${made};`];
  }
  return [`const p = 1 / (1 + Math.exp(-(${values[0]})));`, 'return { [labels[0]]: 1 - p, [labels[1]]: p };'];
}

/** Functions that the body of the program calls, and those that these call. */
function definitions({ leaky_slope }: Program, body: string, { typed, as }: Typing): string[] {
  const [v, s] = [`v${typed(': Cell')}`, `s${typed(': number')}`];
  const level = `level${typed(': string')}`;
  const all: readonly (readonly [string, string])[] = [
    [
      'cells',
      `(x${typed(': Row')})${typed(': ArrayLike<Cell>')} => (Array.isArray(x) || ArrayBuffer.isView(x) ? x : inputs.map((name) => ${as('x', 'Named')}[name]))`,
    ],
    ['isMissing', `(${v}) => v === null || v === undefined || v === '' || Number.isNaN(v)`],
    ['number', `(${v}, fill = NaN) => (isMissing(v) ? fill : Number(v))`],
    ['missing', `(${v}) => Number(isMissing(v))`],
    ['says', `(${v}, ${level}) => Number(String(v) === level)`],
    ['saysIfKnown', `(${v}, ${level}) => (isMissing(v) ? NaN : Number(String(v) === level))`],
    [
      'saysOfTwo',
      `(${v}, ${level}, other${typed(': string')}) => (String(v) === level ? 1 : String(v) === other ? 0 : NaN)`,
    ],
    ['inUtc', `(text${typed(': string')}) => text.replace(/^([\\d-]+)[T ]([\\d:.]+)$/, '$1T$2Z')`],
    ['time', `(${v}) => new Date(typeof v === 'string' ? inUtc(v) : ${as('v', 'number | Date')}).getTime()`],
    ['seconds', `(${v}, fill = NaN) => (isMissing(v) ? fill : time(v) / 1000)`],
    ['year', `(${s}) => new Date(s * 1000).getUTCFullYear()`],
    ['month', `(${s}) => new Date(s * 1000).getUTCMonth() + 1`],
    ['day', `(${s}) => Math.floor(s / 86400)`],
    ['weekday', `(${s}) => (((day(s) + 3) % 7) + 7) % 7`],
    ['hour', `(${s}) => (s - day(s) * 86400) / 3600`],
    ['sigmoid', `(v${typed(': number')}) => 1 / (1 + Math.exp(-v))`],
    ['leaky_relu', `(v${typed(': number')}) => (v >= 0 ? v : ${leaky_slope} * v)`],
    ['softmax', softmax(typed(': number[]'))],
  ];
  const functions = all.map(([name, text]) => ({ name, lines: `const ${name} = ${text};`.split('\n') }));
  return spaced(calledIn(body, functions));
}

const softmax = (type: string) => `(values${type}) => {
  const greatest = Math.max(...values);
  const powers = values.map((v) => Math.exp(v - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}`;
