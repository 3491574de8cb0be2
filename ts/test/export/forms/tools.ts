import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

const CHECKED = '-pedantic -Wall -Wextra -Wshadow -Wdouble-promotion -Wconversion -Werror'.split(' ');

/** Compilers of the languages, by what they are asked for, without a warning. */
export const C_COMPILER = [process.env.CC ?? 'cc', '-std=c99', ...CHECKED];
export const CPP_COMPILER = [process.env.CXX ?? 'c++', '-std=c++11', '-x', 'c++', ...CHECKED];
export const SANITIZED = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g'];

/** Skips the test with a word where a tool is missing. */
export function needs(context: Context, ...tools: readonly string[]): void {
  const missing = tools.find((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing === undefined) return;
  process.stderr.write(`      ${missing} is missing: skipped\n`);
  context.skip();
}

/** Runs a program and returns what it says. Throws where it fails, with its complaint. */
export function run(folder: string, [tool = '', ...words]: readonly string[], input = ''): string {
  const ended = spawnSync(tool, words, { cwd: folder, encoding: 'utf8', input, maxBuffer: 2 ** 27 });
  if (ended.error) throw ended.error;
  if (ended.status === 0) return ended.stdout;
  throw new Error(`${tool} ended with ${ended.status ?? ended.signal}: ${ended.stderr}${ended.stdout}`);
}
