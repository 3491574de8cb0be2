import { alignmentTo, halfOf } from '../fixed/arithmetic.ts';
import type { Alignment, FixedProgram } from '../fixed/fixed-program.ts';
import { CELL_BITS, TANH_END, TANH_ERROR, TANH_GREATEST, TANH_TABLE } from '../fixed/tanh.ts';
import type { Program } from '../program.ts';
import type { Dialect } from './c-dialect.ts';
import { civil } from './c-helpers.ts';
import type { Definition } from './expression.ts';

/** The functions that a program in whole numbers may call; each is called only by those after it. */
export function fixedHelpers(
  { labels }: Program,
  { slope, bits }: FixedProgram,
  name: string,
  { own }: Dialect,
): Definition[] {
  const one = (head: string, parameters: string, value: string): Definition => ({
    name: `${name}_${head}`,
    lines: [`${own}int32_t ${name}_${head}(${parameters}) { return ${value}; }`],
  });
  const civilOf = (is_year: number) => `(int32_t)${name}_civil((long)${name}_day(t), ${is_year})`;
  return [
    one('known', 'int32_t v, int32_t fill', 'v == INT32_MIN ? fill : v'),
    one('clamp', 'int32_t v, int32_t low, int32_t high', 'v < low ? low : v > high ? high : v'),
    one('day', 'int32_t t', 't / 1440 - (t % 1440 < 0 ? 1 : 0)'),
    one('hour', 'int32_t t', '(t % 1440 + 1440) % 1440'),
    one('weekday', 'int32_t t', `(${name}_day(t) % 7 + 10) % 7`),
    civil(name, own),
    one('month', 'int32_t t', civilOf(0)),
    one('year', 'int32_t t', civilOf(1)),
    one('leaky_relu', 'int32_t v', `v >= 0 ? v : (v * ${slope} + ${halfOf(15)}) >> 15`),
    { name: `${name}_tanh`, lines: tanh(name, own) },
    one('sigmoid', 'int32_t v', `(32769 + ${name}_tanh(v)) >> 1`),
    { name: `${name}_softmax`, lines: softmax(name, own, labels?.length ?? 0, bits) },
  ];
}

/** A sum with the bits that are wanted. */
export function aligned(sum: string, { shift, limit, factor }: Alignment, name: string): string {
  if (shift === null) return `${name}_clamp(${sum}, -${limit}, ${limit}) * ${factor}`;
  return shift === 0 ? sum : `(${sum}) >> ${shift}`;
}

/** `tanhFixed` in C. */
function tanh(name: string, own: string): string[] {
  const rows = Array.from({ length: Math.ceil(TANH_TABLE.length / 12) }, (_, row) =>
    TANH_TABLE.slice(12 * row, 12 * row + 12).join(', '),
  );
  return [
    `// tanh of v / 65536 in 1 / 32768, off by ${TANH_ERROR} / 32768 at most.`,
    `${own}int32_t ${name}_tanh(int32_t v)`,
    '{',
    `    static const int16_t table[${TANH_TABLE.length}] = {`,
    ...rows.map((row) => `        ${row},`),
    '    };',
    '    const int32_t size = v < 0 ? -v : v;',
    `    if (size >= ${TANH_END}) return v < 0 ? -${TANH_GREATEST} : ${TANH_GREATEST};`,
    `    const int32_t place = (size + ${halfOf(CELL_BITS)}) >> ${CELL_BITS};`,
    '    const int32_t t = table[place];',
    `    const int32_t d = size - place * ${2 ** CELL_BITS};`,
    '    const int32_t slope = 32768 - ((t * t) >> 15);',
    '    const int32_t bend = (((t * d) >> 15) * d) >> 16;',
    '    const int32_t y = t + ((slope * (d - bend) + 32768) >> 16);',
    '    return v < 0 ? -y : y;',
    '}',
  ];
}

function softmax(name: string, own: string, labels: number, bits: number): string[] {
  const odds = aligned('greatest - p[k]', alignmentTo(15, bits), name);
  return [
    '// Logarithms of odds become probabilities in 1 / 32768; the place of the greatest.',
    `${own}int ${name}_softmax(int32_t p[${labels}])`,
    '{',
    '    int best = 0;',
    `    for (int k = 1; k < ${labels}; k++) if (p[k] > p[best]) best = k;`,
    '    const int32_t greatest = p[best];',
    '    int32_t sum = 0;',
    `    for (int k = 0; k < ${labels}; k++) {`,
    `        const int32_t t = ${name}_tanh(${odds});`,
    '        p[k] = (32768 - t) * 32768 / (32768 + t); // exp(-d), where t is tanh(d / 2)',
    '        sum += p[k];',
    '    }',
    `    for (int k = 0; k < ${labels}; k++) p[k] = (p[k] * 32768 + sum / 2) / sum;`,
    '    return best;',
    '}',
  ];
}
