import type { InputStep, LevelReading, OutputStep, Program } from '../program.ts';
import { calledIn, inUnits, scaled, sizeOf, spaced, sum } from './expression.ts';
import { variables } from './names.ts';

/** The program as an ES module, which gives the very numbers of `predict`. `name`: the function's. */
export function javascript(program: Program, name: string): string {
  const body = statements(program, name);
  return [
    `// A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    ...exported(program),
    '',
    ...definitions(program, body.join('\n')),
    ...comment(program),
    `export function ${name}(x) {`,
    ...body.map((statement) => `  ${statement}`),
    '}',
    '',
    ...(program.labels ? [...CLASSIFY(name), ''] : []),
  ].join('\n');
}

/** The function that a program of classes has beside its own. */
export const CLASSIFY_NAME = 'classify';

const CLASSIFY = (name: string): string[] => [
  '/** The most probable label of a row, null where there is no prediction. */',
  `export function ${CLASSIFY_NAME}(x) {`,
  `  const p = ${name}(x);`,
  '  const best = labels.reduce((most, label) => (p[label] > p[most] ? label : most));',
  '  return Number.isNaN(p[best]) ? null : best;',
  '}',
];

/** Constants that tell a program what the function takes and gives. */
function exported({ columns, outputs, target, labels }: Program): string[] {
  const list = (names: readonly string[]) => `[${names.map((text) => JSON.stringify(text)).join(', ')}]`;
  const isSeveral = labels === null && outputs.length > 1;
  return [
    `export const inputs = ${list(columns.map(({ name }) => name))};`,
    isSeveral
      ? `export const outputs = ${list(outputs.map(({ name }) => name))};`
      : `export const output = ${JSON.stringify(target)};`,
    ...(labels ? [`export const labels = ${list(labels)};`] : []),
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

function statements(program: Program, name: string): string[] {
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? scaled(cell(step, program), step, String)
        : activated(step.activation, sum(step, words, String));
    return `const ${words[place]} = ${value};`;
  });
  const row = program.steps.some(({ kind }) => kind === 'input') ? ['const row = cells(x);'] : [];
  return [...row, ...defined, ...answer(program, words)];
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

function answer({ outputs, labels }: Program, words: readonly string[]): string[] {
  const values = outputs.map((output) => outputOf(output, words));
  if (labels === null) return [`return ${values.length === 1 ? values[0] : `[${values.join(', ')}]`};`];
  if (values.length > 1) {
    return [
      `const p = softmax([${values.join(', ')}]);`,
      'return Object.fromEntries(labels.map((label, k) => [label, p[k]]));',
    ];
  }
  return [`const p = 1 / (1 + Math.exp(-(${values[0]})));`, 'return { [labels[0]]: 1 - p, [labels[1]]: p };'];
}

function outputOf(output: OutputStep, words: readonly string[]): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(words[from] as string, output, String)
    : String(from.constant * scale + offset);
}

/** Functions that the body of the program calls, and those that these call. */
function definitions({ leaky_slope }: Program, body: string): string[] {
  const all: readonly (readonly [string, string])[] = [
    ['cells', '(x) => (Array.isArray(x) || ArrayBuffer.isView(x) ? x : inputs.map((name) => x[name]))'],
    ['isMissing', "(v) => v === null || v === undefined || v === '' || Number.isNaN(v)"],
    ['number', '(v, fill = NaN) => (isMissing(v) ? fill : Number(v))'],
    ['missing', '(v) => Number(isMissing(v))'],
    ['says', '(v, level) => Number(String(v) === level)'],
    ['saysIfKnown', '(v, level) => (isMissing(v) ? NaN : Number(String(v) === level))'],
    ['saysOfTwo', '(v, level, other) => (String(v) === level ? 1 : String(v) === other ? 0 : NaN)'],
    ['inUtc', "(text) => text.replace(/^([\\d-]+)[T ]([\\d:.]+)$/, '$1T$2Z')"],
    ['time', "(v) => new Date(typeof v === 'string' ? inUtc(v) : v).getTime()"],
    ['seconds', '(v, fill = NaN) => (isMissing(v) ? fill : time(v) / 1000)'],
    ['year', '(s) => new Date(s * 1000).getUTCFullYear()'],
    ['month', '(s) => new Date(s * 1000).getUTCMonth() + 1'],
    ['day', '(s) => Math.floor(s / 86400)'],
    ['weekday', '(s) => (((day(s) + 3) % 7) + 7) % 7'],
    ['hour', '(s) => (s - day(s) * 86400) / 3600'],
    ['sigmoid', '(v) => 1 / (1 + Math.exp(-v))'],
    ['leaky_relu', `(v) => (v >= 0 ? v : ${leaky_slope} * v)`],
    ['softmax', SOFTMAX],
  ];
  const functions = all.map(([name, text]) => ({ name, lines: `const ${name} = ${text};`.split('\n') }));
  return spaced(calledIn(body, functions));
}

const SOFTMAX = `(values) => {
  const greatest = Math.max(...values);
  const powers = values.map((v) => Math.exp(v - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}`;
