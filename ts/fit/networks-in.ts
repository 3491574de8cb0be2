import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { readNetwork } from '../export/read.ts';
import type { NamedPath } from '../stages/latent/map.ts';
import type { Named } from '../stages/latent/subject.ts';
import { PATH_FILE, readPath } from '../stages/search/path.ts';

/** A copy of a network that has a file of its own. */
const COPY = 'chosen.json';

/** The networks in the files of a folder and of the folders in it; what is no network is left out. Throws a StageError where there is none. */
export async function networksIn(folder: string): Promise<readonly Named[]> {
  const names = await filesIn(folder);
  const files = names.filter((name) => name.endsWith('.json') && basename(name) !== COPY);
  const read = await Promise.all(files.map((name) => networkIn(join(folder, name))));
  const found = read.flatMap((one) => (one === null ? [] : [one]));
  if (found.length === 0) throw new StageError(`there is no network's file in ${folder}`, 'user');
  return found;
}

/** The paths of searches through latent spaces that lie in a folder and the folders in it. */
export async function pathsIn(folder: string): Promise<readonly NamedPath[]> {
  const names = await filesIn(folder);
  const files = names.filter((name) => basename(name) === PATH_FILE).map((name) => join(folder, name));
  return files.map((file) => ({ name: dirname(file), path: readPath(file) }));
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new StageError(`the folder ${folder} cannot be read (${error.code})`, 'user');
  });
  return names.sort();
}

async function networkIn(file: string): Promise<Named | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // Reports and fronts are many and large: what has no layers is not looked at.
  const result = text.includes('"layers"') ? readNetwork(text) : null;
  return result?.ok ? { name: file, network: result.value } : null;
}
