import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StageError } from '../dag/operation.ts';

/** A new folder beside `out`, in folders that are made where they are missing. */
export async function madeBeside(out: string): Promise<string> {
  try {
    await mkdir(dirname(resolve(out)), { recursive: true });
    return await mkdtemp(`${resolve(out)}.partial-`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StageError(`the folder ${out} cannot be made (${code}): name another with --out`, 'user');
  }
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
