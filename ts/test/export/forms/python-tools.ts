import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';
import { interpreter } from '../../../kernel/interpreter.ts';

/** The Python of the kernel, where it has these packages; else the test is skipped with a word. */
export function pythonWith(context: Context, ...packages: readonly string[]): string {
  const python = interpreter();
  const code = packages.map((name) => `import ${name}`).join('; ');
  if (spawnSync(python, ['-c', code]).status === 0) return python;
  process.stderr.write(`      ${packages.join(' or ')} is missing in Python: skipped\n`);
  return context.skip();
}

/** JSON of Python, with NaN and Infinity in it, as numbers. */
export function numbersIn(text: string): number[][][] {
  const quoted = text.replaceAll(/-?(?:NaN|Infinity)/g, (word) => `"${word}"`);
  return (JSON.parse(quoted) as (number | string)[][][]).map((rows) => rows.map((row) => row.map(Number)));
}
