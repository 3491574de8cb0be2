import type { Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { EXACT, type Examples, sharesOf, tolerances, type Wanted } from './examples.ts';
import { answered, calledIn, type Definition } from './expression.ts';
import { variables } from './names.ts';
import { exampleLines, moduleText, SECONDS, short, steps } from './python-parts.ts';

const ROW = { cells: 'row', number: '_number', seconds: '_seconds', tanh: 'math.tanh' };

/** The program as a module of Python 3.7 or newer that needs nothing else. */
export function python(program: Program, { name, examples }: Wanted): string {
  const body = statements(program, name);
  const called = calledIn(body.join('\n'), definitions(program)).map(({ lines }) => lines);
  const classes = program.labels ? [classify(name)] : [];
  const tests = examples ? [selfTest(program, name, examples)] : [];
  const functions = [...called, definition(program, name, body), ...classes, ...tests];
  return moduleText(program, functions, [], examples !== null);
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
  const row = program.steps.some(({ kind }) => kind === 'input') ? ['row = _cells(x)'] : [];
  return [...row, ...steps(program, name, ROW), ...answer(program, variables(program, name))];
}

function answer({ outputs, labels }: Program, words: readonly string[]): string[] {
  const values = outputs.map((output) => answered(output, words, decimal));
  if (labels === null) return [`return ${values.length === 1 ? values[0] : `[${values.join(', ')}]`}`];
  if (values.length > 1) return [`return dict(zip(labels, _softmax([${values.join(', ')}])))`];
  return [`p = _sigmoid(${values[0]})`, 'return {labels[0]: 1.0 - p, labels[1]: p}'];
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

/** Functions that the body may call; each is called only by those after it. */
function definitions({ leaky_slope }: Program): Definition[] {
  return [
    short('_cells', 'x', '[x[name] for name in inputs] if hasattr(x, "keys") else x'),
    short('_is_missing', 'v', 'v is None or v == "" or v != v'),
    short('_number', 'v, fill=math.nan', 'fill if _is_missing(v) else float(v)'),
    short('_missing', 'v', '1.0 if _is_missing(v) else 0.0'),
    short('_says', 'v, level', '1.0 if str(v) == level else 0.0'),
    short('_says_if_known', 'v, level', 'math.nan if _is_missing(v) else _says(v, level)'),
    short(
      '_says_of_two',
      'v, level, other',
      '1.0 if str(v) == level else 0.0 if str(v) == other else math.nan',
    ),
    { name: '_seconds', lines: SECONDS },
    short('_day', 's', 'math.floor(s / 86400.0) if math.isfinite(s) else math.nan'),
    short('_hour', 's', '(s - _day(s) * 86400.0) / 3600.0'),
    short('_weekday', 's', '(_day(s) + 3) % 7'),
    { name: '_calendar', lines: CALENDAR },
    short('_month', 's', '_calendar(s)[1]'),
    short('_year', 's', '_calendar(s)[0]'),
    short('_exp', 'v', 'math.inf if v > 709.78 else math.exp(v)'),
    short('_sigmoid', 'v', '1.0 / (1.0 + _exp(-v))'),
    short('_leaky_relu', 'v', `v if v >= 0.0 else ${decimal(leaky_slope)} * v`),
    { name: '_softmax', lines: SOFTMAX },
  ];
}

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
