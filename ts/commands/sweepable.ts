import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readManifest } from '../dag/manifest.ts';
import { origins } from '../dag/origins.ts';
import { folderOf, pastRuns, type Retention } from '../dag/runs.ts';
import type { Store } from '../dag/store.ts';
import { leftIn } from '../fit/place.ts';
import { alignedTable } from '../report/table.ts';

/** Folders of one kind that can be removed. */
export interface Sweepable {
  /** What one is called, and several. */
  readonly words: readonly [string, string];
  readonly folders: readonly string[];
  readonly bytes: number;
  /** What a person is shown before being asked. */
  readonly listed: string;
}

/**
 * What can be removed, of each kind that there is anything of: artifacts that nothing in `out` leads to, checkpoints of what no stage
 * is any more, runs beyond those that are kept, and what fits left in the working folder that were killed. Of these, those that are `meant`.
 */
export async function sweepables(
  store: Store,
  kept: Retention,
  meant: (folder: string) => boolean = () => true,
): Promise<Sweepable[]> {
  const runs = pastRuns(store, kept, new Date()).filter((run) => meant(folderOf(store, run)));
  const [oldest, last] = [runs.at(0), runs.at(-1)].map((run) => run?.started.slice(0, 10));
  const all = [
    await artifacts(store, (await store.loose()).filter(meant)),
    await named(['checkpoint', 'checkpoints'], (await store.looseWork()).filter(meant), (folders) =>
      folders.map((folder) => `${basename(folder).slice(0, 16)}  checkpoint that no stage goes on from`),
    ),
    await named(
      ['run', 'runs'],
      runs.map((run) => folderOf(store, run)),
      () => [`the records of runs from ${oldest} to ${last}`],
    ),
    await named(
      ['half-made folder', 'half-made folders'],
      (await leftIn(store.cwd)).filter(meant),
      (folders) => folders.map((folder) => `${basename(folder)}  left by a process that was killed`),
    ),
  ];
  return all.filter(({ folders }) => folders.length > 0);
}

/** How many of each kind, and how large. */
export function amount(all: readonly Sweepable[]): string {
  const each = all.map(({ words, folders, bytes }) => {
    const count = `${folders.length} ${words[folders.length === 1 ? 0 : 1]}`;
    return `${count}, ${sizeText(bytes)}`;
  });
  return each.join('; ') || 'nothing';
}

async function named(
  words: Sweepable['words'],
  folders: readonly string[],
  list: (folders: readonly string[]) => readonly string[],
): Promise<Sweepable> {
  const sizes = await Promise.all(folders.map(sizeOf));
  return { words, folders, bytes: sum(sizes), listed: list(folders).join('\n') };
}

/** The oldest first, with the stages that they were made for and the table that they are about, as far as that is known. */
async function artifacts(store: Store, folders: readonly string[]): Promise<Sweepable> {
  const known = await origins(join(store.root, 'runs'));
  const all = await Promise.all(
    folders.map(async (folder) => {
      const stages = [...(known.get(basename(folder)) ?? [])].sort();
      const made = (await readManifest(folder))?.made ?? '';
      return { folder, stages, made, bytes: await sizeOf(folder), table: await tableOf(folder) };
    }),
  );
  const rows = all
    .sort((a, b) => (a.made < b.made ? -1 : 1))
    .map(({ folder, stages, table, made, bytes }) => {
      const time = made.slice(0, 16).replace('T', ' ');
      const cells = [basename(folder), stages.join(', '), table, time, sizeText(bytes)];
      return { cells, span: 1, marked: false };
    });
  return {
    words: ['artifact', 'artifacts'],
    folders,
    bytes: sum(all.map(({ bytes }) => bytes)),
    listed: alignedTable({ header: ['artifact', 'made for', 'table', 'made', 'size'], rows }),
  };
}

function sizeText(bytes: number): string {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What an artifact says of its table: a table's own name, or the task of a front. */
async function tableOf(folder: string): Promise<string> {
  for (const [file, key] of Object.entries({ 'table.json': 'table', 'front.json': 'task' })) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (text !== null) return String((JSON.parse(text) as Record<string, unknown>)[key] ?? '');
  }
  return '';
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sum(sizes.map(({ size }) => size));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, each) => all + each, 0);
}
