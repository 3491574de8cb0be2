import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { readFront } from '../export/read.ts';
import type { Front } from '../schema/types.ts';

const FILE = 'front.json';

/** A front, and the file that it was read from. */
export interface LoadedFront {
  readonly file: string;
  readonly front: Front;
}

/** The front of a fit's or a search's folder, or in a file. Throws a StageError, a sentence, where there is none. */
export async function loadFront(named: string): Promise<LoadedFront> {
  const file = basename(named) === FILE ? named : await fileIn(named);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const what = file === named ? `front file ${file}` : `${FILE} in ${named}`;
    throw new StageError(`there is no ${what} (${error.code})`, 'user');
  });
  const result = readFront(text);
  if (result.ok) return { file, front: result.value };
  throw new StageError(`${file} is not a front of swat: ${result.complaints[0]?.message}`, 'user');
}

/** What a pipeline left has its search in a folder of its own. */
async function fileIn(folder: string): Promise<string> {
  const [own, inside] = [join(folder, FILE), join(folder, 'search', FILE)];
  const isThere = await stat(own).catch(() => null);
  return isThere || !(await stat(inside).catch(() => null)) ? own : inside;
}
