import { readFileSync } from 'node:fs';
import { DataError } from './error.ts';

/** Is told in a sentence what was taken for granted to read a table. */
export type Note = (sentence: string) => void;

/** The text of `file`; throws DataError where it cannot be read. */
export function readText(file: string, note: Note): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new DataError(unreadable(file, (error as NodeJS.ErrnoException).code));
  }
  return decode(bytes, file, note);
}

/** Text in UTF-8, or else in Latin-1, which every other file without zeros is taken for. */
export function decode(bytes: Buffer, file: string, note: Note): string {
  if (bytes.includes(0)) throw new DataError(`${file} is not a text file; swat reads CSV (UTF-8).`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    note(`${file} is not UTF-8: it was read as Latin-1.`);
    return bytes.toString('latin1');
  }
}

/** Why `file` cannot be read, from the system's error code. */
export function unreadable(file: string, code: string | undefined): string {
  if (code === 'ENOENT') return `There is no file ${file}.`;
  if (code === 'EISDIR') return `${file} is a folder, not a CSV file.`;
  if (code === 'EACCES') return `${file} may not be read.`;
  return `${file} cannot be read (${code ?? 'unknown reason'}).`;
}
