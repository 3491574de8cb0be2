import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** Where what is made of a file is left that nobody named: STEM-END, or the first STEM-END-2, STEM-END-3 that is not there. */
export function freeFolder(file: string, end: string): string {
  const stem = basename(file).replace(/\.gz$/, '');
  const name = `${stem.slice(0, stem.length - extname(stem).length)}-${end}`;
  for (let count = 1; ; count++) {
    const folder = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(folder)) return folder;
  }
}
