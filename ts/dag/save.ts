import { writeFileSync } from 'node:fs';
import { StageError } from './operation.ts';

/** Why the system does not let a file be written, by its code: the machine's affair, where other errors are a bug. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EDQUOT: 'your share of its disk is used up',
  EFBIG: 'no file may be as large here (ulimit -f)',
  EIO: 'its disk fails',
  EMFILE: 'this process has too many files open (ulimit -n)',
  ENFILE: 'this machine has too many files open',
  ENOSPC: 'there is no space left on its disk',
  EPERM: 'that is not permitted',
  EROFS: 'its disk is read-only',
};

/** Writes a file whole. Throws a StageError with path, bytes and reason where the system does not let it. */
export function saveFile(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw refusal(error, path, Buffer.byteLength(content)) ?? error;
  }
}

/** A refusal of the system's as a sentence; null for an error that is something else. */
export function refusal(error: unknown, path: string, bytes?: number): StageError | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  if (reason === undefined) return null;
  const size = bytes === undefined ? '' : ` (${bytes.toLocaleString('en')} bytes)`;
  return new StageError(`${path}${size} cannot be written: ${reason} (${code})`);
}
