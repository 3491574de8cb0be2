import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder in which py_kernels/ and .venv/ lie; this file is two folders below it, compiled or not. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The Python that serves kernels: `SWAT_PYTHON`, or the virtual environment that `make setup` makes. */
export function interpreter(): string {
  const chosen = process.env.SWAT_PYTHON;
  if (!chosen) return path.join(projectRoot, '.venv', 'bin', 'python');
  return chosen.includes(path.sep) ? path.resolve(chosen) : chosen;
}

/** What to tell a person where `python` cannot serve. */
export function missing(python: string): string {
  return `no Python with torch found at ${python}: run \`make setup\``;
}
