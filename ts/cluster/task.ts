import { basename, isAbsolute, join, normalize, resolve } from 'node:path';
import { isRecord } from '../dag/digest.ts';
import type { Dependency, Operation, StageContext } from '../dag/operation.ts';
import type { Pipeline } from '../schema/types.ts';

/** A stage as a worker gets it: whatever it names is in its own folder there. */
export interface Task {
  readonly op: string;
  readonly stage: string;
  readonly code: string;
  readonly environment: Operation['environment'];
  readonly with: StageContext['with'];
  readonly deps: StageContext['deps'];
  readonly device: Pipeline['device'];
  readonly threads: number;
  readonly restarts: Pipeline['restarts'];
}

/** What a worker's program says of a task. */
export type Answer = { readonly ok: true } | { readonly ok: false; readonly error: Failure };

export interface Failure {
  readonly blame: 'user' | 'machine';
  readonly message: string;
  readonly lines?: readonly string[];
}

/** What goes along with a task: by the path that it has there, the path here. */
export interface Luggage {
  readonly with: StageContext['with'];
  readonly deps: StageContext['deps'];
  /** Of this task alone. */
  readonly files: Readonly<Record<string, string>>;
  /** Artifacts: named by their content, and handed over once for all tasks. */
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * The files that a stage's parameters name and the artifacts that it needs, under paths of a folder of its own. A
 * relative path stays as it is: what a stage writes may quote it.
 */
export function pack({ with: given, deps }: StageContext, keys: readonly string[], cwd: string): Luggage {
  const files: Record<string, string> = {};
  const folders: Record<string, string> = {};
  const takeFile = (path: string): string => {
    const isInside = !isAbsolute(path) && !normalize(path).startsWith('..');
    const there = isInside
      ? normalize(path)
      : join('files', String(Object.keys(files).length), basename(path));
    files[there] = resolve(cwd, path);
    return isInside ? path : there;
  };
  const takeFolder = ({ stage, folder }: Dependency): Dependency => {
    const there = join('deps', basename(folder));
    folders[there] = folder;
    return { stage, folder: there };
  };
  const changed = structuredClone(given) as Record<string, unknown>;
  for (const key of keys) replace(changed, key.split('.'), takeFile);
  const moved = Object.entries(deps).map(([role, of]): [string, Dependency | Dependency[]] => [
    role,
    isList(of) ? of.map(takeFolder) : takeFolder(of),
  ]);
  return { with: changed, deps: Object.fromEntries(moved), files, folders };
}

const isList = (of: Dependency | readonly Dependency[]): of is readonly Dependency[] => Array.isArray(of);

/** Puts other paths in place of those at a key whose dots lead into objects: none, one or a list. */
function replace(
  record: Record<string, unknown>,
  path: readonly string[],
  take: (path: string) => string,
): void {
  const [key = '', ...rest] = path;
  const value = record[key];
  if (rest.length > 0) {
    if (isRecord(value)) replace(value, rest, take);
  } else if (Array.isArray(value)) record[key] = value.map((each) => take(String(each)));
  else if (value !== null && value !== undefined) record[key] = take(String(value));
}
