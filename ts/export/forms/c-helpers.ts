import type { Program } from '../program.ts';
import { type Dialect, narrowed, type Real, widened } from './c-dialect.ts';
import type { Definition } from './expression.ts';

/** The functions that a program of that name may call; each is called only by those after it. */
export function helpers(
  { leaky_slope, labels, steps }: Program,
  name: string,
  real: Real,
  { own }: Dialect,
): Definition[] {
  const one = (head: string, type: string, parameters: string, value: string): Definition => ({
    name: `${name}_${head}`,
    lines: [`${own}${type} ${name}_${head}(${parameters}) { return ${value}; }`],
  });
  const { type, suffix, literal } = real;
  const isLeaky = steps.some((step) => step.kind === 'neuron' && step.activation === 'leaky_relu');
  return [
    one('known', 'double', 'double v, double fill', 'isnan(v) ? fill : v'),
    one('missing', 'double', 'double v', 'isnan(v) ? 1.0 : 0.0'),
    one('says', 'double', 'double v, int level', 'v == level ? 1.0 : 0.0'),
    one('says_if_known', 'double', 'double v, int level', 'isnan(v) ? v : v == level ? 1.0 : 0.0'),
    one(
      'says_of_two',
      'double',
      'double v, int level',
      'v == level ? 1.0 : v == 1 - level ? 0.0 : (double)NAN',
    ),
    one('day', 'double', 'double t', 'floor(t / 86400.0)'),
    one('hour', 'double', 'double t', `(t - ${name}_day(t) * 86400.0) / 3600.0`),
    one('weekday', 'double', 'double t', `${name}_day(t) + 3.0 - 7.0 * floor((${name}_day(t) + 3.0) / 7.0)`),
    civil(name, own),
    { name: `${name}_calendar`, lines: calendar(name, own) },
    one('month', 'double', 'double t', `${name}_calendar(t, 0)`),
    one('year', 'double', 'double t', `${name}_calendar(t, 1)`),
    one('sigmoid', type, `${type} v`, `1.0${suffix} / (1.0${suffix} + exp${suffix}(-v))`),
    ...(isLeaky
      ? [one('leaky_relu', type, `${type} v`, `v >= 0.0${suffix} ? v : ${literal(leaky_slope)} * v`)]
      : []),
    { name: `${name}_softmax`, lines: softmax(name, labels?.length ?? 0, real, own) },
  ];
}

/** The calendar of seconds since 1970, which may be any number. */
function calendar(name: string, own: string): string[] {
  return [
    `${own}double ${name}_calendar(double t, int is_year)`,
    '{',
    `    const double days = ${name}_day(t);`,
    `    return fabs(days) <= 1e8 ? (double)${name}_civil((long)days, is_year) : (double)NAN;`,
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

function softmax(name: string, labels: number, real: Real, own: string): string[] {
  const power = `exp${real.suffix}(${narrowed('p[k] - greatest', real)})`;
  return [
    '// Logarithms of odds become probabilities; the place of the greatest, -1 where one is not a number.',
    `${own}int ${name}_softmax(double p[${labels}])`,
    '{',
    '    int best = 0;',
    `    for (int k = 1; k < ${labels}; k++) if (p[k] > p[best]) best = k;`,
    '    const double greatest = p[best];',
    '    double sum = 0.0;',
    `    for (int k = 0; k < ${labels}; k++) {`,
    `        p[k] = ${widened(power, real)};`,
    '        sum += p[k];',
    '    }',
    `    for (int k = 0; k < ${labels}; k++) p[k] /= sum;`,
    '    return isnan(sum) ? -1 : best;',
    '}',
  ];
}
