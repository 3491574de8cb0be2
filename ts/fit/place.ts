import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { alive, ownerOf, ownName } from '../dag/owner.ts';

/** Between the name of a folder that is being made and that of the process that makes it. */
const PARTIAL = '.partial-';

/** A new folder beside `out`, in folders that are made where they are missing. What dead processes left there for `out` goes. */
export async function madeBeside(out: string): Promise<string> {
  const place = resolve(out);
  const partial = `${place}${PARTIAL}${ownName('')}`;
  try {
    await mkdir(dirname(place), { recursive: true });
    const left = await leftIn(dirname(place), basename(place));
    await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })));
    await mkdir(partial);
    return partial;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StageError(`the folder ${out} cannot be made (${code}): name another with --out`, 'user');
  }
}

/** Folders in `parent` that processes left half-made which are dead: those for the folder `name`, or for any. */
export async function leftIn(parent: string, name?: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const left = names.filter((each) => {
    const at = each.lastIndexOf(PARTIAL);
    const owner = at < 1 ? null : ownerOf(each.slice(at + PARTIAL.length));
    return owner !== null && !alive(owner) && (name === undefined || each.slice(0, at) === name);
  });
  return left.map((each) => join(parent, each));
}

/** Throws a StageError of the user's unless `out` is not there, or an empty folder. */
export async function refuseTaken(out: string): Promise<void> {
  const inside = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (!existsSync(out)) return [];
    if (error.code === 'ENOTDIR')
      throw new StageError(`${out} is a file, not a folder: name another with --out`, 'user');
    throw new StageError(`${out} is no folder that can be written to (${error.code})`, 'user');
  });
  if (inside.length > 0)
    throw new StageError(`the folder ${out} is not empty: name another with --out`, 'user');
}

/** Whether `partial` could be put at `place`: an empty folder gives way to it, nothing else that came there meanwhile. */
export async function putInPlace(partial: string, place: string): Promise<boolean> {
  try {
    await rmdir(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
  }
  await rename(partial, place);
  return true;
}

/** Puts `partial` at the first of PLACE-2, PLACE-3 that is not there. */
export async function putBeside(partial: string, place: string): Promise<string> {
  for (let number = 2; ; number++) {
    const free = `${place}-${number}`;
    if (existsSync(free)) continue;
    await rename(partial, free);
    return free;
  }
}
