import type { Dirent } from 'node:fs';
import { open, readdir, realpath, rm } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { sha256 } from './digest.ts';
import { StageError } from './operation.ts';
import { refusal } from './save.ts';

/** A stage's or pipeline's name as a file name: a matrix value may hold slashes, or be longer than names may be. */
export function fileName(name: string): string {
  const safe = name.replace(/[/\\%\p{Cc}]/gu, encodeURIComponent).replace(/^\./, '%2E');
  return Buffer.byteLength(safe) <= 200
    ? safe
    : `${[...safe].slice(0, 40).join('')}-${sha256(name).slice(0, 16)}`;
}

/** What is in a folder: none where there is no such folder. */
export function entries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Writes a new file, and returns once it is on the disk; one that could not be written whole is gone. */
export async function writeFlushed(path: string, value: unknown): Promise<void> {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await remove(path);
    throw refusal(error, path, Buffer.byteLength(text)) ?? error;
  } finally {
    await handle.close();
  }
}

export function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

export function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

/** Throws a StageError where the path is a link that leads out of the folder: nothing is written there. */
export async function refuseOutside(folder: string, path: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const inside = relative(await realpath(folder), target);
  if (target === path || !(inside.startsWith('..') || isAbsolute(inside))) return;
  throw new StageError(
    `${path} is a link that leads out of this folder, to ${target}: remove it, or run swat where it leads`,
    'user',
  );
}
