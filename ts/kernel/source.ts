import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { KernelError } from './failure.ts';
import { interpreter, projectRoot } from './interpreter.ts';
import type { MethodName } from './methods.ts';

let last: { stamp: string; digests: ReadonlyMap<string, string> } | undefined;

/**
 * A digest of the Python that can run for a method, from the kernel's start on: comments, docstrings and formatting are
 * no part of it, nor is what other methods run (py_kernels/source). Throws a KernelError `start` where Python cannot
 * tell.
 */
export function methodDigest(method: MethodName): string {
  const stamp = stampOf(path.join(projectRoot, 'py_kernels'));
  if (last?.stamp !== stamp) last = { stamp, digests: askPython() };
  const digest = last.digests.get(method);
  if (digest === undefined) throw new Error(`py_kernels/source knows no method ${method}`);
  return digest;
}

/** Changes when a file of Python does. */
function stampOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.py'),
  );
  return files
    .map((file) => {
      const { mtimeMs, size } = statSync(path.join(folder, file));
      return `${file} ${mtimeMs} ${size}`;
    })
    .join('\n');
}

function askPython(): Map<string, string> {
  const python = interpreter();
  try {
    const text = execFileSync(python, ['-m', 'py_kernels.source'], {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
  } catch (error) {
    const why = String((error as Error).message)
      .trim()
      .split('\n')
      .at(-1);
    throw new KernelError('start', `${python} cannot read the kernel's code (${why})`);
  }
}
