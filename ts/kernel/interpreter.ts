import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder in which py_kernels/ lies; this file is two folders below it, compiled or not. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Whether this is the repository, which make sets up, and not an installed package. */
export const isRepository = existsSync(path.join(projectRoot, 'Makefile'));

/**
 * The virtual environment: of the repository `.venv`, which `make setup` makes; of an installed package one for all projects of
 * a person, which `swat setup` makes.
 */
export function environmentFolder(): string {
  if (isRepository) return path.join(projectRoot, '.venv');
  const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(caches, 'swat', `python-${version()}`);
}

function version(): string {
  const text = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The Python that serves kernels: `SWAT_PYTHON`, or that of the virtual environment. */
export function interpreter(): string {
  const chosen = process.env.SWAT_PYTHON;
  if (!chosen) return path.join(environmentFolder(), 'bin', 'python');
  return chosen.includes(path.sep) ? path.resolve(chosen) : chosen;
}

/** Whether a person has to set Python up before the first kernel: nobody named one, and there is none. */
export function isSetUp(): boolean {
  return Boolean(process.env.SWAT_PYTHON) || existsSync(interpreter());
}

/** What a person runs to have what is missing. */
export const SETUP = isRepository ? 'make setup' : 'npx swat setup';

/** What to tell a person where `python` cannot serve. */
export function missing(python: string): string {
  return `no Python with torch found at ${python}: run \`${SETUP}\``;
}
