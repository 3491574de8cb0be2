import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

const CHECKED = '-pedantic -Wall -Wextra -Wshadow -Wdouble-promotion -Wconversion -Werror'.split(' ');

/** Compilers of the languages, by what they are asked for, without a warning. */
export const C_COMPILER = [process.env.CC ?? 'cc', '-std=c99', ...CHECKED];
export const CPP_COMPILER = [process.env.CXX ?? 'c++', '-std=c++11', '-x', 'c++', ...CHECKED];
export const SANITIZED = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g'];

/** Skips the test with a word where a tool is missing, or a command of several words fails. */
export function needs(context: Context, ...tools: readonly (string | readonly string[])[]): void {
  const missing = tools.find((tool) => {
    if (typeof tool === 'string') return spawnSync(tool, ['--version']).error !== undefined;
    const [name = '', ...words] = tool;
    return spawnSync(name, words).status !== 0;
  });
  if (missing === undefined) return;
  process.stderr.write(`      ${[missing].flat().join(' ')} is missing: skipped\n`);
  context.skip();
}

/** Runs a program and returns what it says. Throws where it fails, with its complaint, or takes more than a minute. */
export function run(folder: string, [tool = '', ...words]: readonly string[], input = ''): string {
  const options = { cwd: folder, encoding: 'utf8' as const, input, maxBuffer: 2 ** 27, timeout: 60_000 };
  const ended = spawnSync(tool, words, options);
  if (ended.error) throw ended.error;
  if (ended.status === 0) return ended.stdout;
  throw new Error(`${tool} ended with ${ended.status ?? ended.signal}: ${ended.stderr}${ended.stdout}`);
}
