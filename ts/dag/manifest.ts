import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonical, isRecord, sha256, sha256File } from './digest.ts';
import type { Parts } from './fingerprint.ts';

export const MANIFEST = 'manifest.json';
/** The file in which an operation leaves how long things took. */
export const TIMES = 'times.json';
const VERSION = 2;

/** What an artifact is and what it was made from. */
export interface Manifest {
  readonly version: number;
  readonly fingerprint: string;
  readonly operation: string;
  readonly parts: Parts;
  /** Digests (see `digestOf`) of the artifacts that were used, by role. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly FileEntry[];
  /** When it was made (ISO 8601), and how long that took. */
  readonly made: string;
  readonly seconds: number;
  /** What else is known of the machine that it was made on: nothing that makes it stale. */
  readonly noted?: Readonly<Record<string, string | number>>;
  /** SHA-256 of all the above: a manifest that was changed is none. */
  readonly sha256: string;
}

/** `path` is relative to the artifact, with `/`. */
interface FileEntry {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export function manifest(facts: Omit<Manifest, 'version' | 'sha256'>): Manifest {
  const whole = { version: VERSION, ...facts };
  return { ...whole, sha256: sha256(canonical(whole)) };
}

/**
 * SHA-256 that stands for the artifact's content: equal for equal files under equal names. How long things took is
 * beside the content: what is computed again is the same, though it took another time.
 */
export function digestOf(files: readonly FileEntry[]): string {
  return sha256(canonical(files.filter(({ path }) => path !== TIMES)));
}

/**
 * The files under `folder` in the order of their paths, each flushed to the disk. Throws for anything that is neither a
 * file nor a folder, and for a file that has the manifest's name.
 */
export async function listFiles(folder: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const visit = async (relative: string): Promise<void> => {
    const found = await readdir(join(folder, relative), { withFileTypes: true });
    for (const entry of found) {
      const path = relative ? `${relative}/${entry.name}` : entry.name;
      if (path === MANIFEST) throw new Error(`the operation wrote ${MANIFEST}, which is the store's`);
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) entries.push(await listFile(folder, path));
      else throw new Error(`the operation wrote ${path}, which is neither a file nor a folder`);
    }
    await flush(join(folder, relative));
  };
  await visit('');
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function listFile(folder: string, path: string): Promise<FileEntry> {
  const full = join(folder, path);
  await flush(full);
  return { path, size: (await stat(full)).size, sha256: await sha256File(full) };
}

/** Makes sure that a file's content, or a folder's list of names, is on the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The manifest in `folder`, or null where there is none that this version of swat reads. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    if (!isRecord(value) || value.version !== VERSION) return null;
    const { sha256: hash, ...facts } = value;
    return sha256(canonical(facts)) === hash ? (value as unknown as Manifest) : null;
  } catch {
    return null;
  }
}

/** What is wrong with the files of an artifact, or null. With `hashes`, contents are read too, not only sizes. */
export async function damage(
  folder: string,
  files: readonly FileEntry[],
  hashes: boolean,
): Promise<string | null> {
  const place = await realpath(folder);
  for (const { path, size, sha256: hash } of files) {
    const full = join(folder, path);
    const found = await stat(full).catch(() => null);
    if (!found?.isFile()) return `${path} is missing`;
    if ((await realpath(full)) !== join(place, path)) return `${path} is behind a link`;
    if (found.size !== size) return `${path} has ${found.size} bytes instead of ${size}`;
    if (hashes && (await sha256File(full)) !== hash) return `the content of ${path} has changed`;
  }
  return null;
}
