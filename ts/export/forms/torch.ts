import { type DenseLayer, denseOf, type Run } from '../dense.ts';
import type { InputStep, LevelReading, Program } from '../program.ts';
import { decimal } from './c-literal.ts';
import { EXACT, type Examples, numberOf, sharesOf, tolerances, type Wanted } from './examples.ts';
import { calledIn, type Definition, sizeOf } from './expression.ts';
import { constants, short } from './python-parts.ts';

/** The program as a `torch.nn.Module` that takes the table's columns; its layers are Linear ones, which can be trained on. */
export function torch(program: Program, { name, examples }: Wanted): string {
  const module = moduleLines(program);
  const ask = [
    `def ${name}(x):`,
    '    """The answers of the network to rows x, without gradients."""',
    '    with torch.no_grad():',
    '        return network(torch.as_tensor(x, dtype=torch.float64))',
  ];
  const tests = examples ? [selfTest(program, name, examples)] : [];
  const code = [...module, ...ask, ...tests.flat()].join('\n');
  const called = calledIn(code, definitions(program)).map(({ lines }) => lines);
  return [
    `# A network of ${sizeOf(program.nonzeros)}, written by swat.`,
    'import math',
    '',
    'import torch',
    '',
    ...constants(program),
    ...levelLines(program),
    '',
    '',
    [...called, module].map((lines) => lines.join('\n')).join('\n\n\n'),
    '',
    '',
    'network = Network()',
    '',
    '',
    [ask, ...tests].map((lines) => lines.join('\n')).join('\n\n\n'),
    ...(examples ? ['', '', 'if __name__ == "__main__":', '    raise SystemExit(self_test())'] : []),
    '',
  ].join('\n');
}

/** What categories may say: the place of a word is its number. */
function levelLines({ columns }: Program): string[] {
  const words = columns.filter(({ kind, isUsed }) => kind === 'category' && isUsed);
  if (words.length === 0) return [];
  const lines = words.map(({ name, levels }) => {
    return `    ${JSON.stringify(name)}: [${levels.map((word) => JSON.stringify(word)).join(', ')}],`;
  });
  return ['levels = {', ...lines, '}'];
}

function moduleLines(program: Program): string[] {
  const { inputs, layers, scale, offset } = denseOf(program);
  const list = (values: readonly number[]) => `[${values.map(decimal).join(', ')}]`;
  const buffer = (name: string, values: readonly number[]) =>
    `        self.register_buffer("${name}", torch.tensor(${list(values)}, dtype=torch.float64))`;
  return [
    'class Network(torch.nn.Module):',
    ...comment(program),
    '',
    '    def __init__(self):',
    '        super().__init__()',
    buffer(
      'offset',
      inputs.map((input) => input.offset),
    ),
    buffer(
      'scale',
      inputs.map((input) => input.scale),
    ),
    ...layers.flatMap(({ weights, bias }, k) => [
      `        self.layer_${k + 1} = _linear(`,
      `            [${weights.map(list).join(', ')}],`,
      `            ${list(bias)},`,
      '        )',
    ]),
    buffer('output_scale', scale),
    buffer('output_offset', offset),
    '',
    '    def forward(self, x):',
    `        seen = [${inputs.map((input) => cell(input, program)).join(', ')}]`,
    '        h = (torch.stack(seen, dim=1) - self.offset) / self.scale',
    ...layers.flatMap(passed),
    '        y = h * self.output_scale + self.output_offset',
    `        return ${answer(program)}`,
  ];
}

function comment({ columns, outputs, labels }: Program): string[] {
  const used = columns.filter(({ isUsed }) => isUsed);
  const has = (kind: string) => used.some((column) => column.kind === kind);
  const result = labels
    ? '[rows, labels], their probabilities'
    : outputs.length === 1
      ? '[rows, 1]'
      : '[rows, outputs]';
  return [
    `    """Takes x [rows, inputs] and gives ${result}.`,
    '',
    '    nan stands for a missing value; where there is no prediction, the answer is nan.',
    ...(has('category') ? ['    A category is the number of its level, -1 for another word.'] : []),
    ...(has('date') ? ['    A date is seconds since 1970, in UTC.'] : []),
    '    """',
  ];
}

function passed({ runs }: DenseLayer, k: number): string[] {
  const sums = `self.layer_${k + 1}(h)`;
  const [only] = runs;
  if (only && runs.length === 1) return [`        h = ${activated(only, sums)}`];
  let from = 0;
  const parts = runs.map((run) => {
    const part = activated(run, `s[:, ${from}:${from + run.count}]`);
    from += run.count;
    return part;
  });
  return [`        s = ${sums}`, `        h = torch.cat([${parts.join(', ')}], dim=1)`];
}

function activated({ activation }: Run, value: string): string {
  if (activation === 'linear') return value;
  return activation === 'leaky_relu' ? `_leaky_relu(${value})` : `torch.${activation}(${value})`;
}

function cell({ column, reading }: InputStep, { columns }: Program): string {
  const value = `x[:, ${column}]`;
  const { levels } = columns[column] as Program['columns'][number];
  if (reading.takes === 'missing') return `_missing(${value})`;
  if (reading.takes === 'level') return level(value, reading, levels);
  const filled = reading.fill === null ? value : `_filled(${value}, ${decimal(reading.fill)})`;
  return reading.takes === 'value' ? filled : `_${reading.takes}(${filled})`;
}

function level(value: string, { level, unanswered }: LevelReading, levels: readonly string[]): string {
  if (unanswered === 'unknown') return `_says_of_two(${value}, ${level}, ${levels.length - 1 - level})`;
  return `${unanswered === 'none' ? '_says' : '_says_if_known'}(${value}, ${level})`;
}

function answer({ labels }: Program): string {
  if (labels === null) return 'y';
  return labels.length === 2
    ? 'torch.cat([1.0 - torch.sigmoid(y), torch.sigmoid(y)], dim=1)'
    : 'torch.softmax(y, dim=1)';
}

function selfTest(program: Program, name: string, { rows, answers }: Examples): string[] {
  const { labels, columns } = program;
  // A matrix takes a gap to all answers: 0 times nan is nan.
  const spread = answers.map((row) => (row.some(Number.isNaN) ? row.map(() => Number.NaN) : row));
  const right = labels ? spread.map(sharesOf) : spread;
  const most = tolerances(program, EXACT);
  const number = (value: number) => (Number.isNaN(value) ? 'math.nan' : decimal(value));
  const list = (lines: readonly (readonly number[])[]) =>
    lines.map((line) => `        [${line.map(number).join(', ')}],`);
  const numbers = rows.map((row) =>
    row.map((each, i) => numberOf(each, columns[i] as (typeof columns)[number])),
  );
  return [
    'def self_test():',
    '    """Holds the network to rows that swat answered: 0 where it agrees, otherwise 1."""',
    '    rows = [',
    ...list(numbers),
    '    ]',
    '    right = torch.tensor([',
    ...list(right),
    '    ], dtype=torch.float64)',
    `    tolerance = torch.tensor([${(labels ? labels.map(() => most[0] ?? 0) : most).map(decimal).join(', ')}], dtype=torch.float64)`,
    `    answers = ${name}(rows)`,
    '    agrees = ((answers - right).abs() <= tolerance) | (answers.isnan() & right.isnan())',
    '    return 0 if bool(agrees.all()) else 1',
  ];
}

/** Functions that the module may call; each is called only by those after it. */
function definitions({ leaky_slope }: Program): Definition[] {
  return [
    { name: '_linear', lines: LINEAR },
    short('_filled', 'v, fill', 'torch.where(v.isnan(), fill, v)'),
    short('_missing', 'v', 'v.isnan().to(v.dtype)'),
    short('_says', 'v, level', '(v == level).to(v.dtype)'),
    short('_says_if_known', 'v, level', 'torch.where(v.isnan(), math.nan, _says(v, level))'),
    short(
      '_says_of_two',
      'v, level, other',
      'torch.where((v == level) | (v == other), _says(v, level), math.nan)',
    ),
    short('_day', 's', 'torch.floor(s / 86400.0)'),
    short('_hour', 's', '(s - _day(s) * 86400.0) / 3600.0'),
    short('_weekday', 's', '(_day(s) + 3.0) % 7.0'),
    { name: '_calendar', lines: CALENDAR },
    short('_month', 's', '_calendar(s)[1]'),
    short('_year', 's', '_calendar(s)[0]'),
    short('_leaky_relu', 'v', `torch.nn.functional.leaky_relu(v, ${decimal(leaky_slope)})`),
  ];
}

const LINEAR = [
  'def _linear(weights, bias):',
  '    layer = torch.nn.Linear(len(weights[0]), len(weights), dtype=torch.float64)',
  '    weight, bias = (torch.tensor(values, dtype=torch.float64) for values in (weights, bias))',
  '    layer.load_state_dict({"weight": weight, "bias": bias})',
  '    return layer',
];

/** Howard Hinnant's civil_from_days, as in c-helpers.ts. */
const CALENDAR = [
  'def _calendar(s):',
  '    """The years and the months, s seconds after 1970 began; years begin in March, so that leap days are last."""',
  '    known = _day(s).abs() <= 100000000',
  '    day = torch.where(known, _day(s), 0.0) + 719468.0',
  '    era = torch.floor(day / 146097)',
  '    of_era = day - era * 146097',
  '    leap = torch.floor(of_era / 1460) - torch.floor(of_era / 36524) + torch.floor(of_era / 146096)',
  '    year = torch.floor((of_era - leap) / 365)',
  '    of_year = of_era - (365 * year + torch.floor(year / 4) - torch.floor(year / 100))',
  '    from_march = torch.floor((5 * of_year + 2) / 153)',
  '    month = torch.where(from_march < 10, from_march + 3, from_march - 9)',
  '    years = year + era * 400 + (month <= 2).to(s.dtype)',
  '    return torch.where(known, years, math.nan), torch.where(known, month, math.nan)',
];
