import type { Program } from '../program.ts';
import { as, type Dialect, nan, type Real, type Reals } from './c-dialect.ts';
import type { Definition } from './expression.ts';

/** The functions that a program of that name may call; each is called only by those after it. */
export function helpers(
  { leaky_slope, labels, steps }: Program,
  name: string,
  { network, cells }: Reals,
  { own }: Dialect,
): Definition[] {
  const one = (head: string, { type }: Real, parameters: string, value: string): Definition => ({
    name: `${name}_${head}`,
    lines: [`${own}${type} ${name}_${head}(${parameters}) { return ${value}; }`],
  });
  const ofCell = (head: string, parameters: string, value: string) => one(head, cells, parameters, value);
  const [n, v, t] = [cells.literal, `${cells.type} v`, `${cells.type} t`];
  const level = (text: string) => (cells.type === 'double' ? text : `(float)${text}`);
  const [day, floor] = [`${name}_day(t)`, `floor${cells.suffix}`];
  const { literal, suffix, type } = network;
  const isLeaky = steps.some((step) => step.kind === 'neuron' && step.activation === 'leaky_relu');
  return [
    ofCell('known', `${v}, ${cells.type} fill`, 'isnan(v) ? fill : v'),
    ofCell('missing', v, `isnan(v) ? ${n(1)} : ${n(0)}`),
    ofCell('says', `${v}, int level`, `v == ${level('level')} ? ${n(1)} : ${n(0)}`),
    ofCell('says_if_known', `${v}, int level`, `isnan(v) ? v : v == ${level('level')} ? ${n(1)} : ${n(0)}`),
    ofCell(
      'says_of_two',
      `${v}, int level`,
      `v == ${level('level')} ? ${n(1)} : v == ${level(cells.type === 'double' ? '1 - level' : '(1 - level)')} ? ${n(0)} : ${nan(cells)}`,
    ),
    ofCell('day', t, `${floor}(t / ${n(86400)})`),
    ofCell('hour', t, `(t - ${day} * ${n(86400)}) / ${n(3600)}`),
    ofCell('weekday', t, `${day} + ${n(3)} - ${n(7)} * ${floor}((${day} + ${n(3)}) / ${n(7)})`),
    civil(name, own),
    { name: `${name}_calendar`, lines: calendar(name, own, cells) },
    ofCell('month', t, `${name}_calendar(t, 0)`),
    ofCell('year', t, `${name}_calendar(t, 1)`),
    one('sigmoid', network, `${type} v`, `1.0${suffix} / (1.0${suffix} + exp${suffix}(-v))`),
    ...(isLeaky
      ? [one('leaky_relu', network, `${type} v`, `v >= 0.0${suffix} ? v : ${literal(leaky_slope)} * v`)]
      : []),
    { name: `${name}_softmax`, lines: softmax(name, labels?.length ?? 0, { network, cells }, own) },
  ];
}

/** The calendar of seconds since 1970, which may be any number. */
function calendar(name: string, own: string, cells: Real): string[] {
  const { type, suffix } = cells;
  return [
    `${own}${type} ${name}_calendar(${type} t, int is_year)`,
    '{',
    `    const ${type} days = ${name}_day(t);`,
    `    return fabs${suffix}(days) <= 1e8${suffix} ? (${type})${name}_civil((long)days, is_year) : ${nan(cells)};`,
    '}',
  ];
}

/** Howard Hinnant's civil_from_days: years begin in March, so that leap days are last. */
export function civil(name: string, own: string): Definition {
  const lines = [
    '// The year, or the month from 1 on, so many days after 1970 began.',
    `${own}long ${name}_civil(long days, int is_year)`,
    '{',
    '    const long day = days + 719468L;',
    '    const long era = (day >= 0L ? day : day - 146096L) / 146097L;',
    '    const long of_era = day - era * 146097L;',
    '    const long year = (of_era - of_era / 1460L + of_era / 36524L - of_era / 146096L) / 365L;',
    '    const long of_year = of_era - (365L * year + year / 4L - year / 100L);',
    '    const long from_march = (5L * of_year + 2L) / 153L;',
    '    const long month = from_march < 10L ? from_march + 3L : from_march - 9L;',
    '    return is_year ? year + era * 400L + (month <= 2L ? 1L : 0L) : month;',
    '}',
  ];
  return { name: `${name}_civil`, lines };
}

function softmax(name: string, labels: number, { network, cells }: Reals, own: string): string[] {
  const power = `exp${network.suffix}(${as(network, cells, 'p[k] - greatest')})`;
  return [
    '// Logarithms of odds become probabilities; the place of the greatest, -1 where one is not a number.',
    `${own}int ${name}_softmax(${cells.type} p[${labels}])`,
    '{',
    '    int best = 0;',
    `    for (int k = 1; k < ${labels}; k++) if (p[k] > p[best]) best = k;`,
    `    const ${cells.type} greatest = p[best];`,
    `    ${cells.type} sum = ${cells.literal(0)};`,
    `    for (int k = 0; k < ${labels}; k++) {`,
    `        p[k] = ${network.type === cells.type ? power : `(${cells.type})${power}`};`,
    '        sum += p[k];',
    '    }',
    `    for (int k = 0; k < ${labels}; k++) p[k] /= sum;`,
    '    return isnan(sum) ? -1 : best;',
    '}',
  ];
}
