import type { Program } from '../program.ts';
import { sizeOf } from './expression.ts';
import { equations, formulas, type Notation } from './formulas.ts';

/** A line of LaTeX is broken before the sign that follows so many characters. */
const LONG = 90;

/** The program's formulas as an `align*` of amsmath, numbers rounded, with notes as comments. */
export function latex(program: Program): string {
  const rows = equations(program, LATEX).map(({ left, right }) => `  ${left} &= ${broken(right)}`);
  return [
    `% A network of ${sizeOf(program.nonzeros)}, written by swat; needs amsmath.`,
    '\\begin{align*}',
    rows.join(' \\\\\n'),
    '\\end{align*}',
    ...formulas(program).notes.map((note) => `% ${note}`),
    '',
  ].join('\n');
}

const LATEX: Notation = {
  name: (text) => `\\text{${escaped(text)}}`,
  neuron: (place) => `h_{${place}}`,
  number,
  product: (factor, text) => `${factor} \\, ${text}`,
  part: (what, column) => `\\operatorname{${what}}(${column})`,
  says: (column, level) => `[${column} = ${level}]`,
  isMissing: (column) => `[${column} \\text{ is missing}]`,
  activated: (activation, text) => `${FUNCTIONS[activation]}(${text})`,
  odds: (target, label) => `\\operatorname{logit} P(${target} = ${label})`,
  score: (target, label) => `\\operatorname{score}(${target} = ${label})`,
};

const FUNCTIONS = { sigmoid: '\\sigma', tanh: '\\tanh', leaky_relu: '\\operatorname{leaky\\_relu}' };

function number(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  return `${digits} \\cdot 10^{${exponent.replace('+', '')}}`;
}

/** What LaTeX prints as the text; what cannot be printed is a space. */
function escaped(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '\\': 'backslash',
    '~': 'asciitilde',
    '^': 'asciicircum',
  };
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replaceAll(/[\\~^{}$&#_%]/g, (sign) => (named[sign] ? `\\text${named[sign]}{}` : `\\${sign}`));
}

/** A sum on several lines where it is long: broken before signs, and never within braces. */
function broken(sum: string): string {
  let depth = 0;
  let start = 0;
  const lines: string[] = [];
  for (let place = 0; place < sum.length; place++) {
    const sign = sum[place];
    if (sign === '\\') place++;
    else if (sign === '{') depth++;
    else if (sign === '}') depth--;
    else if (sign === ' ' && depth === 0 && place - start > LONG && /^[+-] /.test(sum.slice(place + 1))) {
      lines.push(sum.slice(start, place));
      start = place + 1;
    }
  }
  return [...lines, sum.slice(start)].join(' \\\\\n  &\\quad ');
}
