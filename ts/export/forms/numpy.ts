import type { InputStep, LevelReading, OutputStep, Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { EXACT, type Examples, sharesOf, tolerances, type Wanted } from './examples.ts';
import { calledIn, type Definition, inUnits, scaled, sizeOf, sum } from './expression.ts';
import { variables } from './names.ts';
import { constants, exampleLines, SECONDS } from './python.ts';

/** The program as a module of Python that answers all rows of a table at once; it needs NumPy alone. */
export function numpy(program: Program, { name, examples }: Wanted): string {
  const body = statements(program, name);
  const called = calledIn(body.join('\n'), definitions(program)).map(({ lines }) => lines);
  const tests = examples ? [selfTest(program, name, examples)] : [];
  const functions = [...called, definition(program, name, body), ...tests];
  const code = functions.flat().join('\n');
  return [
    `# A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    ...(/\bmath\./.test(code) ? ['import math'] : []),
    ...(code.includes('datetime(') ? ['from datetime import date, datetime, timezone'] : []),
    ...(/\bmath\.|datetime\(/.test(code) ? [''] : []),
    'import numpy as np',
    '',
    ...constants(program),
    '',
    '',
    functions.map((lines) => lines.join('\n')).join('\n\n\n'),
    ...(examples ? ['', '', 'if __name__ == "__main__":', '    raise SystemExit(self_test())'] : []),
    '',
  ].join('\n');
}

function definition(program: Program, name: string, body: readonly string[]): string[] {
  return [
    `def ${name}(x):`,
    ...comment(program),
    '    with np.errstate(all="ignore"):',
    ...body.map((statement) => `        ${statement}`),
  ];
}

function comment({ columns, outputs, labels }: Program): string[] {
  const result = labels
    ? 'The probabilities of the labels, [rows, labels],'
    : outputs.length === 1
      ? 'The output of each row, [rows],'
      : 'The outputs of each row, [rows, outputs],';
  const used = columns.filter(({ isUsed }) => isUsed);
  const has = (kind: string) => used.some((column) => column.kind === kind);
  return [
    `    """${result} for a table x.`,
    '',
    '    x: a DataFrame, a dict of columns by their names, or rows with the columns in the order of inputs.',
    ...(has('category') ? ['    Categories are strings.'] : []),
    ...(has('date')
      ? ['    Dates are datetime64, datetimes, ISO strings or seconds since 1970, in UTC.']
      : []),
    '    None, nan and empty strings are missing; where there is no prediction, the answer is nan.',
    '    """',
  ];
}

function statements(program: Program, name: string): string[] {
  const words = variables(program, name);
  const defined = program.steps.map((step, place) => {
    const value =
      step.kind === 'input'
        ? scaled(cell(step, program), step, decimal)
        : activated(step.activation, sum(step, words, decimal));
    return `${words[place]} = ${value}`;
  });
  return ['columns, rows = _columns(x)', ...defined, ...answer(program, words)];
}

function activated(activation: string, value: string): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? 'np.tanh' : `_${activation}`}(${value})`;
}

/** The numbers that are read from the cells of a column. */
function cell({ column, reading }: InputStep, { columns }: Program): string {
  const value = `columns[${column}]`;
  const { levels } = columns[column] as Program['columns'][number];
  if (reading.takes === 'missing') return `_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, levels);
  const filled = reading.fill === null ? value : `${value}, ${decimal(reading.fill)}`;
  return reading.takes === 'value' ? `_numbers(${filled})` : `_${reading.takes}(_times(${filled}))`;
}

function level(value: string, { level, unanswered }: LevelReading, levels: readonly string[]): string {
  const [wanted, other] = [levels[level], levels[1 - level]].map((text) => JSON.stringify(text));
  if (unanswered === 'unknown') return `_says_of_two(${value}, ${wanted}, ${other})`;
  return `${unanswered === 'none' ? '_says' : '_says_if_known'}(${value}, ${wanted})`;
}

function answer({ outputs, labels }: Program, words: readonly string[]): string[] {
  const values = outputs.map((output) => outputOf(output, words));
  if (labels !== null && values.length === 1) {
    return [`p = np.broadcast_to(_sigmoid(${values[0]}), (rows,))`, 'return np.stack([1.0 - p, p], axis=1)'];
  }
  const each = values.map((value) => `np.broadcast_to(${value}, (rows,))`);
  if (labels !== null) return [`return _softmax(np.stack([${each.join(', ')}], axis=1))`];
  if (values.length === 1) return [`return np.array(${each[0]})`];
  return [`return np.stack([${each.join(', ')}], axis=1)`];
}

function outputOf(output: OutputStep, words: readonly string[]): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(words[from] as string, output, decimal)
    : decimal(from.constant * scale + offset);
}

/** A function that holds the program to examples. */
function selfTest(program: Program, name: string, { rows, answers }: Examples): string[] {
  const { labels } = program;
  const right = labels ? answers.map(sharesOf) : answers;
  const [most] = [tolerances(program, EXACT)];
  const tolerance = labels ? labels.map(() => most[0] ?? 0) : most;
  return [
    'def self_test():',
    '    """Holds the function to rows that swat answered: 0 where it agrees, otherwise 1."""',
    ...exampleLines(rows, right),
    `    tolerance = [${tolerance.map(decimal).join(', ')}]`,
    `    answers = np.reshape(${name}(rows), (len(rows), -1))`,
    '    off = np.abs(answers - np.array(right)) <= np.array(tolerance)',
    '    return 0 if np.all(off | (np.isnan(answers) & np.isnan(right))) else 1',
  ];
}

/** Functions that the body may call; each is called only by those after it. */
function definitions({ leaky_slope }: Program): Definition[] {
  const one = (name: string, parameters: string, value: string): Definition => ({
    name,
    lines: [`def ${name}(${parameters}):`, `    return ${value}`],
  });
  return [
    { name: '_columns', lines: COLUMNS },
    one('_is_missing', 'v', 'v is None or v != v or (isinstance(v, str) and v == "")'),
    one('_missing', 'v', 'np.array([1.0 if _is_missing(c) else 0.0 for c in v])'),
    { name: '_numbers', lines: NUMBERS },
    one('_says', 'v, level', 'np.array([1.0 if str(c) == level else 0.0 for c in v])'),
    one('_says_if_known', 'v, level', 'np.where(_missing(v) == 1.0, np.nan, _says(v, level))'),
    {
      name: '_says_of_two',
      lines: [
        'def _says_of_two(v, level, other):',
        '    first = _says(v, level)',
        '    return np.where(first + _says(v, other) == 1.0, first, np.nan)',
      ],
    },
    { name: '_seconds', lines: SECONDS },
    { name: '_times', lines: TIMES },
    one('_day', 's', 'np.floor(s / 86400.0)'),
    one('_hour', 's', '(s - _day(s) * 86400.0) / 3600.0'),
    one('_weekday', 's', '(_day(s) + 3.0) % 7.0'),
    { name: '_since', lines: SINCE },
    one('_month', 's', '_since(s, "M") % 12.0 + 1.0'),
    one('_year', 's', '_since(s, "Y") + 1970.0'),
    one('_sigmoid', 'v', '1.0 / (1.0 + np.exp(-v))'),
    one('_leaky_relu', 'v', `np.where(np.less(v, 0.0), ${decimal(leaky_slope)} * v, v)`),
    { name: '_softmax', lines: SOFTMAX },
  ];
}

const COLUMNS = [
  'def _columns(x):',
  '    if hasattr(x, "keys"):',
  '        columns = [np.asarray(x[name]) for name in inputs]',
  '    else:',
  '        rows = np.asarray(x) if isinstance(x, np.ndarray) else np.array(x, dtype=object)',
  '        columns = [rows.reshape(-1, len(inputs))[:, i] for i in range(len(inputs))]',
  '    return columns, len(columns[0])',
];

const NUMBERS = [
  'def _numbers(v, fill=math.nan):',
  '    if v.dtype.kind not in "biuf":',
  '        v = np.array([math.nan if _is_missing(c) else float(c) for c in v])',
  '    v = v.astype(float)',
  '    return np.where(np.isnan(v), fill, v)',
];

const TIMES = [
  'def _times(v, fill=math.nan):',
  '    if v.dtype.kind == "M":',
  '        seconds = v.astype("datetime64[ms]").astype(float) / 1000.0',
  '        return np.where(np.isnat(v), fill, seconds)',
  '    return np.array([_seconds(c, fill) for c in v], dtype=float)',
];

/** Months or years since 1970 began; days as far away as JavaScript has them. */
const SINCE = [
  'def _since(s, unit):',
  '    known = np.abs(_day(s)) <= 100000000.0',
  '    days = np.where(known, _day(s), 0.0).astype("int64").astype("datetime64[D]")',
  '    return np.where(known, days.astype(f"datetime64[{unit}]").astype("int64").astype(float), np.nan)',
];

const SOFTMAX = [
  'def _softmax(values):',
  '    powers = np.exp(values - np.max(values, axis=1, keepdims=True))',
  '    return powers / np.sum(powers, axis=1, keepdims=True)',
];
