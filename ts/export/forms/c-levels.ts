import type { Program } from '../program.ts';
import type { Dialect } from './c-dialect.ts';
import { text } from './c-literal.ts';
import { labelSignature } from './c-notes.ts';

/** Constants of levels, one for each column. */
export function enums({ columns }: Program, constants: readonly string[][]): string[] {
  return columns.flatMap(({ levels }, i) => {
    const names = constants[i] ?? [];
    if (names.length === 0) return [];
    const lines = names.map((constant, k) => `    ${constant} = ${k}, // ${JSON.stringify(levels[k])}`);
    return ['enum {', ...lines, '};', ''];
  });
}

/** The function that names the labels. */
export function labelFunction(labels: readonly string[], name: string, { shown }: Dialect): string[] {
  return [
    `${shown}${labelSignature(name)}`,
    '{',
    `    static const char *const labels[${labels.length}] = {${labels.map(text).join(', ')}};`,
    '    return labels[k];',
    '}',
    '',
  ];
}
