import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { projectRoot } from '../kernel/index.ts';

type Parameters = Readonly<Record<string, unknown>>;

/**
 * Parameters whose files are found from any folder: a path that leads nowhere from `cwd` is taken from swat's own folder
 * where it leads to a file, as those of the pipelines that come along do. `keys`: which parameters name files; dots lead
 * into objects.
 */
export function withShippedFiles(parameters: Parameters, keys: readonly string[], cwd: string): Parameters {
  return keys.reduce((changed, key) => changeAt(changed, key.split('.'), cwd), parameters);
}

function changeAt(parameters: Parameters, [key = '', ...rest]: readonly string[], cwd: string): Parameters {
  const value = parameters[key];
  if (rest.length > 0) {
    if (typeof value !== 'object' || value === null) return parameters;
    return { ...parameters, [key]: changeAt(value as Parameters, rest, cwd) };
  }
  if (Array.isArray(value)) return { ...parameters, [key]: value.map((path) => located(path, cwd)) };
  return typeof value === 'string' ? { ...parameters, [key]: located(value, cwd) } : parameters;
}

function located(path: string, cwd: string): string {
  if (isAbsolute(path) || existsSync(resolve(cwd, path))) return path;
  const shipped = join(projectRoot, path);
  return existsSync(shipped) ? shipped : path;
}
