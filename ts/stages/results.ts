import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Dependency, StageContext } from '../dag/operation.ts';
import { saveFile } from '../dag/save.ts';
import { withoutTimes, withTimes } from './times.ts';

/** What a person is told when a run ends: text, then named files, in order. */
export interface Results {
  readonly text: string;
  /** File by the word that stands before it; paths relative to the artifact's folder. */
  readonly files: Readonly<Record<string, string>>;
}

const FILE = 'results.json';

/** Leaves `results` in the artifact. */
export function writeResults(context: StageContext, results: Results): void {
  writeJson(context, FILE, results);
}

/** What an artifact tells a person; null where it has nothing to say. Files as paths from `from`. */
export function readResults(folder: string, from: string): Results | null {
  let text: string;
  try {
    text = readFileSync(join(folder, FILE), 'utf8');
  } catch {
    return null;
  }
  const { text: words, files }: Results = JSON.parse(text);
  const located = Object.entries(files).map(([name, file]) => [name, relative(from, join(folder, file))]);
  return { text: words, files: Object.fromEntries(located) };
}

export function writeJson(context: Pick<StageContext, 'out'>, name: string, value: unknown): void {
  saveFile(join(context.out, name), `${JSON.stringify(value, null, 1)}\n`);
}

/** Writes JSON that tells measured times, which go beside it (`withoutTimes`). */
export function writeTimedJson(context: Pick<StageContext, 'out'>, name: string, value: unknown): void {
  writeJson(context, name, withoutTimes(context, name, value));
}

/** How a search writes what it found: with a budget of steps it is the same again, but for the time that it took. */
export function writerFor({ steps }: { readonly steps: number | null }): typeof writeJson {
  return steps === null ? writeJson : writeTimedJson;
}

/**
 * A JSON file of an artifact, with its times. The store has checked the artifact against its manifest, so its shape is
 * ours.
 */
export function readJson<T>(folder: string, name: string): T {
  return withTimes(folder, name, JSON.parse(readFileSync(join(folder, name), 'utf8'))) as T;
}

/** The folder of the one artifact in `role`. */
export function folderOf(context: Pick<StageContext, 'deps'>, role: string): string {
  const dependency = context.deps[role];
  if (dependency === undefined || Array.isArray(dependency))
    throw new Error(`no single dependency "${role}"`);
  return (dependency as Dependency).folder;
}
