import type { Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { EXACT, type Examples, sharesOf, tolerances, type Wanted } from './examples.ts';
import { answered, calledIn, type Definition } from './expression.ts';
import { variables } from './names.ts';
import { exampleLines, moduleText, SECONDS, short, steps } from './python-parts.ts';

const TABLE = { cells: 'columns', number: '_numbers', seconds: '_times', tanh: 'np.tanh' };

/** The program as a module of Python that answers all rows of a table at once; it needs NumPy alone. */
export function numpy(program: Program, { name, examples }: Wanted): string {
  const body = statements(program, name);
  const called = calledIn(body.join('\n'), definitions(program)).map(({ lines }) => lines);
  const tests = examples ? [selfTest(program, name, examples)] : [];
  const functions = [...called, definition(program, name, body), ...tests];
  return moduleText(program, functions, ['import numpy as np'], examples !== null);
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
  return ['columns, rows = _columns(x)', ...steps(program, name, TABLE), ...answer(program, words)];
}

function answer({ outputs, labels }: Program, words: readonly string[]): string[] {
  const values = outputs.map((output) => answered(output, words, decimal));
  if (labels !== null && values.length === 1) {
    return [`p = np.broadcast_to(_sigmoid(${values[0]}), (rows,))`, 'return np.stack([1.0 - p, p], axis=1)'];
  }
  const each = values.map((value) => `np.broadcast_to(${value}, (rows,))`);
  if (labels !== null) return [`return _softmax(np.stack([${each.join(', ')}], axis=1))`];
  if (values.length === 1) return [`return np.array(${each[0]})`];
  return [`return np.stack([${each.join(', ')}], axis=1)`];
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
  return [
    { name: '_columns', lines: COLUMNS },
    short('_is_missing', 'v', 'v is None or v != v or (isinstance(v, str) and v == "")'),
    short('_missing', 'v', 'np.array([1.0 if _is_missing(c) else 0.0 for c in v])'),
    { name: '_numbers', lines: NUMBERS },
    short('_says', 'v, level', 'np.array([1.0 if str(c) == level else 0.0 for c in v])'),
    short('_says_if_known', 'v, level', 'np.where(_missing(v) == 1.0, np.nan, _says(v, level))'),
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
    short('_day', 's', 'np.floor(s / 86400.0)'),
    short('_hour', 's', '(s - _day(s) * 86400.0) / 3600.0'),
    short('_weekday', 's', '(_day(s) + 3.0) % 7.0'),
    { name: '_since', lines: SINCE },
    short('_month', 's', '_since(s, "M") % 12.0 + 1.0'),
    short('_year', 's', '_since(s, "Y") + 1970.0'),
    short('_sigmoid', 'v', '1.0 / (1.0 + np.exp(-v))'),
    short('_leaky_relu', 'v', `np.where(np.less(v, 0.0), ${decimal(leaky_slope)} * v, v)`),
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
