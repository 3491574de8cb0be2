import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { interpreter, projectRoot } from '../kernel/index.ts';
import type { Results } from './result.ts';

/** Runs a measuring program of py_kernels/bench and yields its rows; throws where it fails. */
export async function* program(name: string, ...args: string[]): Results {
  const words = ['-m', `py_kernels.bench.${name}`, '--json', ...args];
  const child = spawn(interpreter(), words, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  ended.catch(() => {}); // told below
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line);
  const [code] = await ended;
  if (code !== 0) throw new Error(`py_kernels.bench.${name} ended with exit code ${code}`);
}
