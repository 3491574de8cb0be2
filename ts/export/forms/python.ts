import type { Cell } from '../../schema/columns.ts';
import type { InputStep, LevelReading, OutputStep, Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { EXACT, type Examples, sharesOf, tolerances, type Wanted } from './examples.ts';
import { calledIn, type Definition, inUnits, scaled, sizeOf, sum } from './expression.ts';
import { variables } from './names.ts';

/** The program as a module of Python 3.7 or newer that needs nothing else. */
export function python(program: Program, { name, examples }: Wanted): string {
  const body = statements(program, name);
  const called = calledIn(body.join('\n'), definitions(program)).map(({ lines }) => lines);
  const classes = program.labels ? [classify(name)] : [];
  const tests = examples ? [selfTest(program, name, examples)] : [];
  const functions = [...called, definition(program, name, body), ...classes, ...tests];
  const code = functions.flat().join('\n');
  return [
    `# A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    ...(code.includes('math.') ? ['import math'] : []),
    ...(code.includes('datetime(') ? ['from datetime import date, datetime, timezone'] : []),
    ...(/math\.|datetime\(/.test(code) ? [''] : []),
    ...constants(program),
    '',
    '',
    functions.map((lines) => lines.join('\n')).join('\n\n\n'),
    ...(examples ? ['', '', 'if __name__ == "__main__":', '    raise SystemExit(self_test())'] : []),
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

function definition(program: Program, name: string, body: readonly string[]): string[] {
  return [`def ${name}(x):`, ...comment(program), ...body.map((statement) => `    ${statement}`)];
}

function comment({ columns, outputs, labels }: Program): string[] {
  const [result, none] = labels
    ? ['A dict of the probabilities of the labels', 'they are nan']
    : outputs.length === 1
      ? ['The output', 'it is nan']
      : ['A list of the outputs', 'they are nan'];
  const used = columns.filter(({ isUsed }) => isUsed);
  const has = (kind: string) => used.some((column) => column.kind === kind);
  const lines = [
    `${result} for a row x: a list in the order of inputs, or a dict by their names.`,
    ...(has('category') ? ['Categories are strings.'] : []),
    ...(has('date')
      ? ['Dates are datetimes, dates, ISO strings, in UTC where they name no zone, or seconds since 1970.']
      : []),
    ...(used.length > 0
      ? [`None, nan and empty strings are missing; where there is no prediction, ${none}.`]
      : []),
  ];
  if (lines.length === 1) return [`    """${lines[0]}"""`];
  const [first, ...others] = lines;
  return [`    """${first}`, '', ...others.map((line) => `    ${line}`), '    """'];
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
  const row = program.steps.some(({ kind }) => kind === 'input') ? ['row = _cells(x)'] : [];
  return [...row, ...defined, ...answer(program, words)];
}

function activated(activation: string, value: string): string {
  if (activation === 'linear') return value;
  return `${activation === 'tanh' ? 'math.tanh' : `_${activation}`}(${value})`;
}

/** The number that is read from a cell. */
function cell({ column, reading }: InputStep, { columns }: Program): string {
  const value = `row[${column}]`;
  const { levels } = columns[column] as Program['columns'][number];
  if (reading.takes === 'missing') return `_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, levels);
  const filled = reading.fill === null ? value : `${value}, ${decimal(reading.fill)}`;
  return reading.takes === 'value' ? `_number(${filled})` : `_${reading.takes}(_seconds(${filled}))`;
}

function level(value: string, { level, unanswered }: LevelReading, levels: readonly string[]): string {
  const [wanted, other] = [levels[level], levels[1 - level]].map((text) => JSON.stringify(text));
  if (unanswered === 'unknown') return `_says_of_two(${value}, ${wanted}, ${other})`;
  return `${unanswered === 'none' ? '_says' : '_says_if_known'}(${value}, ${wanted})`;
}

function answer({ outputs, labels }: Program, words: readonly string[]): string[] {
  const values = outputs.map((output) => outputOf(output, words));
  if (labels === null) return [`return ${values.length === 1 ? values[0] : `[${values.join(', ')}]`}`];
  if (values.length > 1) return [`return dict(zip(labels, _softmax([${values.join(', ')}])))`];
  return [`p = _sigmoid(${values[0]})`, 'return {labels[0]: 1.0 - p, labels[1]: p}'];
}

function outputOf(output: OutputStep, words: readonly string[]): string {
  const { from, offset, scale } = output;
  return typeof from === 'number'
    ? inUnits(words[from] as string, output, decimal)
    : decimal(from.constant * scale + offset);
}

/** The function that a program of classes has beside its own. */
function classify(name: string): string[] {
  return [
    'def classify(x):',
    '    """The most probable label of a row, None where there is no prediction."""',
    `    p = ${name}(x)`,
    '    best = max(labels, key=p.get)',
    '    return None if math.isnan(p[best]) else best',
  ];
}

/** A function that holds the program to examples. */
function selfTest(program: Program, name: string, { rows, answers }: Examples): string[] {
  const { outputs, labels } = program;
  const right = labels ? answers.map(sharesOf) : answers;
  const answer = labels
    ? `[${name}(row)[label] for label in labels]`
    : outputs.length > 1
      ? `${name}(row)`
      : `[${name}(row)]`;
  const most = tolerances(program, EXACT);
  return [
    'def self_test():',
    '    """Holds the function to rows that swat answered: 0 where it agrees, otherwise 1."""',
    ...exampleLines(rows, right),
    `    tolerance = [${(labels ? labels.map(() => most[0] ?? 0) : most).map(decimal).join(', ')}]`,
    '    for row, values in zip(rows, right):',
    `        for y, value, most in zip(${answer}, values, tolerance):`,
    '            if not (math.isnan(y) if math.isnan(value) else abs(y - value) <= most):',
    '                return 1',
    '    return 0',
  ];
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

/** Functions that the body may call; each is called only by those after it. */
function definitions({ leaky_slope }: Program): Definition[] {
  const one = (name: string, parameters: string, value: string): Definition => ({
    name,
    lines: [`def ${name}(${parameters}):`, `    return ${value}`],
  });
  return [
    one('_cells', 'x', '[x[name] for name in inputs] if hasattr(x, "keys") else x'),
    one('_is_missing', 'v', 'v is None or v == "" or v != v'),
    one('_number', 'v, fill=math.nan', 'fill if _is_missing(v) else float(v)'),
    one('_missing', 'v', '1.0 if _is_missing(v) else 0.0'),
    one('_says', 'v, level', '1.0 if str(v) == level else 0.0'),
    one('_says_if_known', 'v, level', 'math.nan if _is_missing(v) else _says(v, level)'),
    one(
      '_says_of_two',
      'v, level, other',
      '1.0 if str(v) == level else 0.0 if str(v) == other else math.nan',
    ),
    { name: '_seconds', lines: SECONDS },
    one('_day', 's', 'math.floor(s / 86400.0) if math.isfinite(s) else math.nan'),
    one('_hour', 's', '(s - _day(s) * 86400.0) / 3600.0'),
    one('_weekday', 's', '(_day(s) + 3) % 7'),
    { name: '_calendar', lines: CALENDAR },
    one('_month', 's', '_calendar(s)[1]'),
    one('_year', 's', '_calendar(s)[0]'),
    one('_exp', 'v', 'math.inf if v > 709.78 else math.exp(v)'),
    one('_sigmoid', 'v', '1.0 / (1.0 + _exp(-v))'),
    one('_leaky_relu', 'v', `v if v >= 0.0 else ${decimal(leaky_slope)} * v`),
    { name: '_softmax', lines: SOFTMAX },
  ];
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

/** Howard Hinnant's civil_from_days, as in c-helpers.ts: datetime knows the years from 1 to 9999 alone. */
const CALENDAR = [
  'def _calendar(s):',
  '    """The year and the month, s seconds after 1970 began; years begin in March, so that leap days are last."""',
  '    if not abs(_day(s)) <= 100000000:',
  '        return math.nan, math.nan',
  '    era, of_era = divmod(_day(s) + 719468, 146097)',
  '    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365',
  '    of_year = of_era - (365 * year + year // 4 - year // 100)',
  '    from_march = (5 * of_year + 2) // 153',
  '    month = from_march + 3 if from_march < 10 else from_march - 9',
  '    return year + era * 400 + (1 if month <= 2 else 0), month',
];

const SOFTMAX = [
  'def _softmax(values):',
  '    greatest = max(values)',
  '    powers = [math.exp(v - greatest) for v in values]',
  '    total = sum(powers)',
  '    return [power / total for power in powers]',
];
