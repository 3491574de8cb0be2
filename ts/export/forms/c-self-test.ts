import type { Program } from '../program.ts';
import type { Precision } from '../single-precision.ts';
import { type Dialect, macro } from './c-dialect.ts';
import { decimal } from './c-literal.ts';
import { type Examples, numberOf, tolerances } from './examples.ts';

/** A function that holds the program to examples, and a `main` of it where a macro asks for one. */
export function selfTest(
  program: Program,
  name: string,
  { rows, answers }: Examples,
  precision: Precision,
  dialect: Dialect,
): string[] {
  const { columns, outputs, labels } = program;
  const cells = rows.map((row) => row.map((cell, i) => number(numberOf(cell, columns[i] as never))));
  const call =
    outputs.length === 1
      ? `const double y[1] = {${name}(x[row])};`
      : `double y[${outputs.length}];\n        ${labels ? '(void)' : ''}${name}(x[row], y);`;
  return [
    '// Rows and what swat answers to them in double precision: 0 where the function agrees, otherwise 1.',
    `${dialect.shown}int ${name}_self_test(void)`,
    '{',
    ...table(`x[${rows.length}][${columns.length}]`, cells),
    ...table(
      `right[${rows.length}][${outputs.length}]`,
      answers.map((answer) => answer.map(number)),
    ),
    `    static const double tolerance[${outputs.length}] = {${tolerances(program, precision).map(decimal).join(', ')}};`,
    `    for (int row = 0; row < ${rows.length}; row++) {`,
    `        ${call}`,
    `        for (int k = 0; k < ${outputs.length}; k++) {`,
    '            if (isnan(right[row][k]) ? !isnan(y[k]) : !(fabs(y[k] - right[row][k]) <= tolerance[k])) return 1;',
    '        }',
    '    }',
    '    return 0;',
    '}',
    '',
    ...mainOf(name),
  ];
}

/** A `main` that returns what the self-test does, where a macro asks for it. */
export function mainOf(name: string): string[] {
  return [`#ifdef ${macro(name, 'main')}`, `int main(void) { return ${name}_self_test(); }`, '#endif', ''];
}

function table(name: string, rows: readonly (readonly string[])[]): string[] {
  return [
    `    static const double ${name} = {`,
    ...rows.map((row) => `        {${row.join(', ')}},`),
    '    };',
  ];
}

function number(value: number): string {
  return Number.isNaN(value) ? '(double)NAN' : decimal(value);
}
