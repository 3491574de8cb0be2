import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentFolder, projectRoot } from './interpreter.ts';

/** Why Python could not be set up, in a sentence. */
export class SetUpError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SetUpError';
  }
}

export interface SetUp {
  /** The Python that makes the environment. */
  readonly python: string;
  /** Where pip looks for torch, PyTorch's index of small CPU wheels; null: where it always looks. */
  readonly torchIndex: string | null;
  readonly signal: AbortSignal;
  /** Gets a line for each step. */
  readonly say: (line: string) => void;
}

/** What has to be there: a Python of 3.10 or newer that can make environments. */
const FIT = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

/**
 * Makes the virtual environment of the kernel, whole or not at all, and builds the fused kernel; where that fails it is said, for
 * plain PyTorch serves in its place. Throws a SetUpError.
 */
export async function setUp({ python, torchIndex, signal, say }: SetUp): Promise<void> {
  const folder = environmentFolder();
  if ((await ended(python, ['-c', FIT], signal)).code !== 0) {
    throw new SetUpError(
      `${python} is no Python of 3.10 or newer with venv (Debian: apt install python3-venv): name another with --python`,
    );
  }
  const own = path.join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    say(`making ${folder}`);
    await must(python, ['-m', 'venv', folder], signal);
    if (torchIndex !== null) {
      say(`installing torch from ${torchIndex}`);
      await must(own, [...pip, '--index-url', torchIndex, await pinned('torch')], signal);
    }
    say('installing what requirements.txt names');
    await must(own, [...pip, '-r', path.join(projectRoot, 'requirements.txt')], signal);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  say('building the fused kernel');
  const built = await ended(own, ['-m', 'py_kernels.native.build'], signal);
  if (signal.aborted) throw new SetUpError('the set-up was interrupted before the fused kernel was built');
  if (built.code !== 0) {
    say(`it was not built (${built.last}): plain PyTorch serves in its place, which is slower`);
  }
  await writeFile(path.join(folder, 'swat.txt'), `made by swat setup from ${projectRoot}\n`);
}

/** The line of requirements.txt that says which version of a package there is to be. */
async function pinned(name: string): Promise<string> {
  const lines = (await readFile(path.join(projectRoot, 'requirements.txt'), 'utf8')).split('\n');
  return lines.find((line) => line.startsWith(`${name}==`)) ?? name;
}

async function must(command: string, words: readonly string[], signal: AbortSignal): Promise<void> {
  const { code, last } = await ended(command, words, signal);
  if (signal.aborted) throw new SetUpError('the set-up was interrupted; nothing of it is left');
  if (code !== 0) throw new SetUpError(`${[command, ...words].join(' ')} failed: ${last}`);
}

/** Runs a command, and returns how it ended and its last line. */
async function ended(
  command: string,
  words: readonly string[],
  signal: AbortSignal,
): Promise<{ code: number; last: string }> {
  const child = spawn(command, words, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  try {
    const [code] = await once(child, 'close');
    return { code: Number(code ?? 1), last: said.trim().split('\n').at(-1) ?? '' };
  } catch (error) {
    return { code: 1, last: (error as Error).message };
  }
}
