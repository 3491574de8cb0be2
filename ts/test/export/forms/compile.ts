import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { c } from '../../../export/forms/c.ts';
import { javascript } from '../../../export/forms/javascript.ts';
import { programOf } from '../../../export/program.ts';
import type { NetworkFile } from '../../../schema/types.ts';

const STRICT = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Wdouble-promotion', '-Wconversion', '-Werror'];

/** Compiles texts of C in a folder, without a warning, and returns what the program says of its input. */
export function compileAndRun(folder: string, texts: readonly string[], input = ''): string {
  texts.forEach((text, i) => {
    writeFileSync(join(folder, `part${i}.c`), text);
  });
  const words = [...STRICT, ...texts.map((_, i) => `part${i}.c`), '-o', 'main', '-lm'];
  execFileSync(process.env.CC ?? 'cc', words, { cwd: folder, encoding: 'utf8' });
  return execFileSync(join(folder, 'main'), { cwd: folder, encoding: 'utf8', input });
}

/** A file, and rows as its function in C takes them. */
export interface Fed {
  readonly file: NetworkFile;
  readonly rows: readonly (readonly number[])[];
}

/**
 * What each network answers in C to each of its rows: the result, or for several outputs and labels what was filled and
 * then what was returned. All go into one file, and one program.
 */
export function runC(folder: string, all: readonly Fed[]): number[][][] {
  const sources = all.map(({ file }, i) => c(programOf(file), `mass_${i}`));
  const calls = all.map(({ file }, i) => `if (which == ${i}) { ${call(file, `mass_${i}`)} }`);
  const main = `#include <stdio.h>
int main(void)
{
    int which, count;
    double x[64];
    while (scanf("%d %d", &which, &count) == 2) {
        for (int i = 0; i < count; i++) if (scanf("%lf", x + i) != 1) return 1;
        ${calls.join('\n        ')}
        printf("\\n");
    }
    return 0;
}
`;
  const input = all.flatMap(({ rows }, i) => rows.map((row) => [i, row.length, ...row].join(' ')));
  const lines = compileAndRun(folder, [[...sources, main].join('\n')], input.join('\n'))
    .trimEnd()
    .split('\n');
  const answers = lines.map((line) =>
    line
      .trim()
      .split(' ')
      .map((word) => (/nan/.test(word) ? Number.NaN : Number(word))),
  );
  return all.map(({ rows }) => answers.splice(0, rows.length));
}

function call({ outputs, labels }: NetworkFile, name: string): string {
  const print = (expression: string) => `printf("%.17g ", ${expression});`;
  if (outputs.length === 1) return print(`${name}(x)`);
  const fill = labels ? `const int best = ${name}(x, y);` : `${name}(x, y);`;
  const shown = outputs.map((_, o) => print(`y[${o}]`)).join(' ');
  const label = labels ? ` printf("%d", best); if (best >= 0 && !${name}_label(best)[0]) return 1;` : '';
  return `double y[${outputs.length}]; ${fill} ${shown}${label}`;
}

/** The module that a network becomes. */
export async function importJavascript(file: NetworkFile, name = 'predict') {
  const source = javascript(programOf(file), name);
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}
