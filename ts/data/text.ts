/** Is told in a sentence what was taken for granted to read a table. */
export type Note = (sentence: string) => void;

/** Why `file` cannot be read, from the system's error code. */
export function unreadable(file: string, code: string | undefined): string {
  if (code === 'ENOENT') return `There is no file ${file}.`;
  if (code === 'EISDIR') return `${file} is a folder, not a CSV file.`;
  if (code === 'EACCES') return `${file} may not be read.`;
  return `${file} cannot be read (${code ?? 'unknown reason'}).`;
}
