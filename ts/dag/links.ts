import type { Dirent } from 'node:fs';
import { mkdir, readlink, rename, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { entries, remove } from './disk.ts';
import { alive, ownerOf, ownName } from './owner.ts';

/** Before the name of a link that is on its way to its place; no stage's file name begins so. */
const ASIDE = '.';

/** Makes `path` a link to the folder in one step. Throws where something that is not a link is in the way. */
export async function placeLink(path: string, folder: string): Promise<void> {
  const target = relative(dirname(path), folder);
  if ((await readlink(path).catch(() => null)) === target) return;
  await mkdir(dirname(path), { recursive: true });
  const aside = join(dirname(path), `${ASIDE}${ownName('link')}`);
  await symlink(target, aside);
  await rename(aside, path).catch(async (error: unknown) => {
    await remove(aside);
    throw error;
  });
}

/** What the links in the folders of `out` lead to, those on their way left out. */
export async function linked(out: string): Promise<string[]> {
  const links = (await stageEntries(out)).filter(
    (entry) => entry.isSymbolicLink() && !entry.name.startsWith(ASIDE),
  );
  return Promise.all(
    links.map(async ({ parentPath, name }) => resolve(parentPath, await readlink(join(parentPath, name)))),
  );
}

/** Removes links in the folders of `out` that dead processes left on their way. */
export async function sweepLinks(out: string): Promise<void> {
  for (const { parentPath, name } of await stageEntries(out)) {
    const owner = name.startsWith(ASIDE) ? ownerOf(name.slice(ASIDE.length)) : null;
    if (owner && !alive(owner)) await remove(join(parentPath, name));
  }
}

/** What is in the folders of `out`. */
async function stageEntries(out: string): Promise<Dirent[]> {
  const pipelines = (await entries(out)).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(pipelines.map(entries))).flat();
}
