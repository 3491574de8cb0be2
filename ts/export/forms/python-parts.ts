import type { Cell } from '../../schema/columns.ts';
import type { InputStep, LevelReading, Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { type Definition, scaled, sizeOf, sum } from './expression.ts';
import { variables } from './names.ts';

/** What a Python module says: of one row at a time, or of all rows of a table by NumPy. */
export interface Dialect {
  /** The variable that holds the cells, or the columns. */
  readonly cells: string;
  /** The functions that read numbers and seconds from them, and the hyperbolic tangent. */
  readonly number: string;
  readonly seconds: string;
  readonly tanh: string;
}

/** The module of these functions; `imports`: what else it needs. */
export function moduleText(
  program: Program,
  functions: readonly (readonly string[])[],
  imports: readonly string[],
  hasTest: boolean,
): string {
  const code = functions.flat().join('\n');
  const standard = [
    ...(/\bmath\./.test(code) ? ['import math'] : []),
    ...(code.includes('datetime(') ? ['from datetime import date, datetime, timezone'] : []),
  ];
  return [
    `# A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    ...standard,
    ...(standard.length > 0 ? [''] : []),
    ...imports.flatMap((line) => [line, '']),
    ...constants(program),
    '',
    '',
    functions.map((lines) => lines.join('\n')).join('\n\n\n'),
    ...(hasTest ? ['', '', 'if __name__ == "__main__":', '    raise SystemExit(self_test())'] : []),
    '',
  ].join('\n');
}

/** What tells a program what the function takes and gives. */
export function constants({ columns, outputs, target, labels }: Program): string[] {
  const list = (names: readonly string[]) => `[${names.map((text) => JSON.stringify(text)).join(', ')}]`;
  const isSeveral = labels === null && outputs.length > 1;
  return [
    `inputs = ${list(columns.map(({ name }) => name))}`,
    isSeveral ? `outputs = ${list(outputs.map(({ name }) => name))}` : `output = ${JSON.stringify(target)}`,
    ...(labels ? [`labels = ${list(labels)}`] : []),
  ];
}

/** A statement for each input and neuron. */
export function steps(program: Program, name: string, dialect: Dialect): string[] {
  const words = variables(program, name);
  return program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? scaled(cell(step, program, dialect), step, decimal)
        : activated(step.activation, sum(step, words, decimal), dialect);
    return `${words[place]} = ${value}`;
  });
}

function activated(activation: string, value: string, { tanh }: Dialect): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? tanh : `_${activation}`}(${value})`;
}

/** What is read from a cell, or from the cells of a column. */
function cell(
  { column, reading }: InputStep,
  { columns }: Program,
  { cells, number, seconds }: Dialect,
): string {
  const value = `${cells}[${column}]`;
  const { levels } = columns[column] as Program['columns'][number];
  if (reading.takes === 'missing') return `_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, levels);
  const filled = reading.fill === null ? value : `${value}, ${decimal(reading.fill)}`;
  return reading.takes === 'value' ? `${number}(${filled})` : `_${reading.takes}(${seconds}(${filled}))`;
}

function level(value: string, { level, unanswered }: LevelReading, levels: readonly string[]): string {
  const [wanted, other] = [levels[level], levels[1 - level]].map((text) => JSON.stringify(text));
  if (unanswered === 'unknown') return `_says_of_two(${value}, ${wanted}, ${other})`;
  return `${unanswered === 'none' ? '_says' : '_says_if_known'}(${value}, ${wanted})`;
}

/** The rows of examples, and the right answers. */
export function exampleLines(
  rows: readonly (readonly Cell[])[],
  right: readonly (readonly number[])[],
): string[] {
  const cellOf = (cell: Cell) => (cell === null ? 'None' : JSON.stringify(cell));
  const number = (value: number) => (Number.isNaN(value) ? 'math.nan' : decimal(value));
  const list = (lines: readonly string[]) => lines.map((line) => `        [${line}],`);
  return [
    '    rows = [',
    ...list(rows.map((row) => row.map(cellOf).join(', '))),
    '    ]',
    '    right = [',
    ...list(right.map((each) => each.map(number).join(', '))),
    '    ]',
  ];
}

/** A function of one expression. */
export function short(name: string, parameters: string, value: string): Definition {
  return { name, lines: [`def ${name}(${parameters}):`, `    return ${value}`] };
}

/** A cell as seconds since 1970. */
export const SECONDS = [
  'def _seconds(v, fill=math.nan):',
  '    if _is_missing(v):',
  '        return fill',
  '    if isinstance(v, str):',
  '        v = datetime.fromisoformat(v.replace("Z", "+00:00"))',
  '    if isinstance(v, date) and not isinstance(v, datetime):',
  '        v = datetime(v.year, v.month, v.day)',
  '    if isinstance(v, datetime):',
  '        v = (v if v.tzinfo else v.replace(tzinfo=timezone.utc)).timestamp()',
  '    return float(v)',
];
