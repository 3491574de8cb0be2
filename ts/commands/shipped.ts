import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { projectRoot } from '../kernel/index.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** Whether a pipeline came along with swat: only then what it names may lie in swat's own folder. */
export function isShipped(pipeline: string, cwd: string): boolean {
  const path = relative(projectRoot, resolve(cwd, pipeline));
  return !path.startsWith('..') && !isAbsolute(path);
}

/**
 * Parameters whose files are found from any folder: a path that leads nowhere from `cwd` is taken from swat's own folder
 * where it leads to a file, and `take` is told both. `keys`: which parameters name files; dots lead into objects.
 */
export function withShippedFiles(
  parameters: Parameters,
  keys: readonly string[],
  cwd: string,
  take: (path: string, shipped: string) => void,
): Parameters {
  const located = (path: string): string => {
    const shipped = join(projectRoot, path);
    if (isAbsolute(path) || existsSync(resolve(cwd, path)) || !existsSync(shipped)) return path;
    take(path, shipped);
    return shipped;
  };
  return keys.reduce((changed, key) => changeAt(changed, key.split('.'), located), parameters);
}

function changeAt(
  parameters: Parameters,
  [key = '', ...rest]: readonly string[],
  change: (path: string) => string,
): Parameters {
  const value = parameters[key];
  if (rest.length > 0) {
    if (typeof value !== 'object' || value === null) return parameters;
    return { ...parameters, [key]: changeAt(value as Parameters, rest, change) };
  }
  if (Array.isArray(value)) return { ...parameters, [key]: value.map(change) };
  return typeof value === 'string' ? { ...parameters, [key]: change(value) } : parameters;
}
