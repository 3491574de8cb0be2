import type { Program } from '../program.ts';
import { type Dialect, macro } from './c-dialect.ts';

/** Rows as a function in C takes them, what it should answer, and when an answer is wrong. */
export interface Compared {
  /** Of cells and answers. */
  readonly type: 'float' | 'double' | 'int32_t';
  readonly rows: readonly (readonly string[])[];
  /** [rows][outputs] */
  readonly right: readonly (readonly string[])[];
  /** Definitions that `isWrong` takes. */
  readonly definitions: readonly string[];
  /** A condition on `y[k]` and `right[row][k]`. */
  readonly isWrong: string;
}

/** A function that holds the program to rows, and a `main` of it where a macro asks for one. `what`: what is compared with. */
export function selfTest(
  { columns, outputs, labels }: Program,
  name: string,
  what: string,
  { type, rows, right, definitions, isWrong }: Compared,
  { shown }: Dialect,
): string[] {
  const call =
    outputs.length === 1
      ? `const ${type} y[1] = {${name}(x[row])};`
      : `${type} y[${outputs.length}];\n        ${labels ? '(void)' : ''}${name}(x[row], y);`;
  const table = (head: string, lines: readonly (readonly string[])[]) => [
    `    static const ${type} ${head} = {`,
    ...lines.map((line) => `        {${line.join(', ')}},`),
    '    };',
  ];
  return [
    `// Rows and ${what}: 0 where the function agrees, otherwise 1.`,
    `${shown}int ${name}_self_test(void)`,
    '{',
    ...table(`x[${rows.length}][${columns.length}]`, rows),
    ...table(`right[${rows.length}][${outputs.length}]`, right),
    ...definitions.map((line) => `    ${line}`),
    `    for (int row = 0; row < ${rows.length}; row++) {`,
    `        ${call}`,
    `        for (int k = 0; k < ${outputs.length}; k++) {`,
    `            if (${isWrong}) return 1;`,
    '        }',
    '    }',
    '    return 0;',
    '}',
    '',
    `#ifdef ${macro(name, 'main')}`,
    `int main(void) { return ${name}_self_test(); }`,
    '#endif',
    '',
  ];
}
