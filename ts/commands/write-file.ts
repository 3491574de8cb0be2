import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { CommandError } from './command.ts';

/**
 * Writes a file whole or not at all: beside its place first, under a name of its own. What was there is replaced; a link
 * stays one. Throws a CommandError where it cannot be written, and for what is no file, such as /dev/null.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found && !found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'no regular file';
    throw new CommandError(`${file} is ${what}; --out names a file`, 2);
  }
  const place = found ? await realpath(file) : file;
  const aside = `${place}.${process.pid}.partial`;
  try {
    await writeFile(aside, content, { flag: 'wx' });
    await rename(aside, place);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => {});
    throw new CommandError(`${file} cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}`, 2);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such folder';
    case 'ENOTDIR':
      return 'what it should lie in is no folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'writing there is not allowed';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return message;
  }
}
