import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NumberType } from '../../../export/forms/examples.ts';
import { type FormName, forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { C_COMPILER, run } from './tools.ts';

/** Compiles texts of C in a folder, without a warning, and returns what the program says of its input. */
export function compileAndRun(
  folder: string,
  texts: readonly string[],
  input = '',
  compiler: readonly string[] = C_COMPILER,
): string {
  texts.forEach((text, i) => {
    writeFileSync(join(folder, `part${i}.c`), text);
  });
  run(folder, [...compiler, ...texts.map((_, i) => `part${i}.c`), '-o', 'main', '-lm']);
  return run(folder, [join(folder, 'main')], input);
}

/** What is printed, and how it is compiled. */
export interface Build {
  readonly form: FormName;
  readonly type: NumberType;
  readonly compiler: readonly string[];
}

export const FLOAT_C: Build = { form: 'c', type: 'float', compiler: C_COMPILER };

/** A file, and rows as its function in C takes them. */
export interface Fed {
  readonly file: NetworkFile;
  readonly rows: readonly (readonly number[])[];
}

/**
 * What each network answers in C to each of its rows: the result, or for several outputs and labels what was filled and
 * then what was returned. All go into one file, and one program.
 */
export function runC(
  folder: string,
  all: readonly Fed[],
  { form, type, compiler }: Build = FLOAT_C,
): number[][][] {
  const sources = all.map(({ file }, i) =>
    forms[form].print(programOf(file), { name: `mass_${i}`, type: type, examples: null }),
  );
  const calls = all.map(({ file }, i) => `if (which == ${i}) { ${call(file, `mass_${i}`)} }`);
  const main = `#include <stdint.h>
#include <stdio.h>
typedef ${{ q15: 'int32_t', single: 'float', float: 'double', double: 'double' }[type]} number;
int main(void)
{
    int which, count;
    number x[64];
    while (scanf("%d %d", &which, &count) == 2) {
        for (int i = 0; i < count; i++) {
            double cell;
            if (scanf("%lf", &cell) != 1) return 1;
            x[i] = (number)cell;
        }
        ${calls.join('\n        ')}
        printf("\\n");
    }
    return 0;
}
`;
  const input = all.flatMap(({ rows }, i) =>
    rows.map((row) =>
      [i, row.length, ...row.map((value) => (Object.is(value, -0) ? '-0' : value))].join(' '),
    ),
  );
  const said = compileAndRun(folder, [[...sources, main].join('\n')], input.join('\n'), compiler);
  const answers = said
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(' ').map(numberOf));
  return all.map(({ rows }) => answers.splice(0, rows.length));
}

function numberOf(word: string): number {
  if (/nan/.test(word)) return Number.NaN;
  return Number(word.replace('inf', 'Infinity'));
}

function call({ outputs, labels }: NetworkFile, name: string): string {
  const print = (expression: string) => `printf("%.17g ", (double)${expression});`;
  if (outputs.length === 1) return print(`${name}(x)`);
  const fill = labels ? `const int best = ${name}(x, y);` : `${name}(x, y);`;
  const shown = outputs.map((_, o) => print(`y[${o}]`)).join(' ');
  const label = labels ? ` printf("%d", best); if (best >= 0 && !${name}_label(best)[0]) return 1;` : '';
  return `number y[${outputs.length}]; ${fill} ${shown}${label}`;
}

/** The module that a network becomes. */
export async function importJavascript(file: NetworkFile, name = 'predict') {
  const source = forms.javascript.print(programOf(file), { name: name, type: 'double', examples: null });
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}
