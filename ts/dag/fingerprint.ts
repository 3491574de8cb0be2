import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { canonical, isRecord, sha256, sha256File } from './digest.ts';
import type { Stage } from './graph.ts';
import { needed } from './graph.ts';
import { StageError } from './operation.ts';

/** Everything that can change a stage's result. The stage's name and its pipeline's are not among it. */
export interface Parts {
  readonly operation: string;
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `with` without the keys that the operation ignores and those that name files. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** SHA-256 of the content of each file, by the key that names it. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Fingerprints of what the stage needs, by role. */
  readonly deps: Readonly<Record<string, readonly string[]>>;
}

export interface Fingerprint {
  /** SHA-256 of the parts' canonical JSON. */
  readonly hash: string;
  readonly parts: Parts;
}

/**
 * The fingerprint of every stage, by name. `ordered`: each stage after those it needs. Files are relative to `cwd`. A
 * stage that names a missing file, or needs one that does, has a StageError in the place of a fingerprint.
 */
export async function fingerprints(
  ordered: readonly Stage[],
  cwd: string,
): Promise<Map<string, Fingerprint | StageError>> {
  const result = new Map<string, Fingerprint | StageError>();
  for (const stage of ordered) {
    const broken = needed(stage).find((name) => !isFingerprint(result.get(name)));
    if (broken !== undefined) {
      result.set(stage.name, new StageError(`stage ${stage.name} needs ${broken}, which cannot run`, 'user'));
      continue;
    }
    try {
      result.set(stage.name, await fingerprint(stage, result, cwd));
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      result.set(stage.name, error);
    }
  }
  return result;
}

function isFingerprint(value: Fingerprint | StageError | undefined): value is Fingerprint {
  return value !== undefined && !(value instanceof StageError);
}

async function fingerprint(
  stage: Stage,
  known: ReadonlyMap<string, Fingerprint | StageError>,
  cwd: string,
): Promise<Fingerprint> {
  const { name, code, environment, ignored, files } = stage.operation;
  const hashes = (names: readonly string[]): string[] =>
    names.map((dep) => known.get(dep)).map((found) => (isFingerprint(found) ? found.hash : ''));
  const parts: Parts = {
    operation: name,
    code,
    environment,
    parameters: without(stage.with, [...ignored, ...files]),
    files: await contents(stage, cwd),
    deps: Object.fromEntries(Object.entries(stage.deps).map(([role, names]) => [role, hashes(names)])),
  };
  return { hash: sha256(canonical(parts)), parts };
}

/** Content hashes of the files that the stage names, by key. Throws a StageError for one that cannot be read. */
export async function contents(stage: Stage, cwd: string): Promise<Record<string, string[]>> {
  const result: Record<string, string[]> = {};
  for (const key of stage.operation.files) {
    const paths = filesAt(stage, key);
    if (paths.length > 0)
      result[key] = await Promise.all(paths.map((path) => content(stage.name, path, cwd)));
  }
  return result;
}

/** The paths that the parameter `key` (dots lead into objects) names: none, one or a list. */
export function filesAt(stage: Stage, key: string): string[] {
  const value = key
    .split('.')
    .reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), stage.with);
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

async function content(stage: string, path: string, cwd: string): Promise<string> {
  const full = resolve(cwd, path);
  const found = await stat(full).catch(() => null);
  if (found === null) throw new StageError(`stage ${stage}: there is no file ${path}`, 'user');
  if (!found.isFile()) throw new StageError(`stage ${stage}: ${path} is not a file`, 'user');
  return sha256File(full).catch((error: unknown) => {
    throw new StageError(`stage ${stage}: ${path} cannot be read (${String(error)})`, 'user');
  });
}

/** A copy of `parameters` without `keys`, where a dot leads into an object. */
function without(
  parameters: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Record<string, unknown> {
  const copy = structuredClone(parameters) as Record<string, unknown>;
  for (const key of keys) {
    const path = key.split('.');
    const last = path.pop() ?? '';
    const parent = path.reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), copy);
    if (isRecord(parent)) delete parent[last];
  }
  return copy;
}
