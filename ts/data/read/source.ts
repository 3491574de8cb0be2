import { createReadStream, readFileSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { DataError } from '../error.ts';
import { unreadable } from '../text.ts';

/** Bytes that can be read more than once. */
export interface Source {
  /** Names it in complaints. */
  readonly file: string;
  /** Where it lies on disk; null: in memory. */
  readonly path: string | null;
  readonly progress: Progress;
  /** Its bytes, unpacked where they are gzip's; throws DataError where they cannot be read. */
  open(): AsyncIterable<Buffer>;
}

/** Is told how much of a table was read. */
export type Progress = (done: number, total: number, unit: string) => void;

const PIECE = 1 << 18;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** In place of a file's path: standard input. */
export const STDIN = '-';
/** Its name in complaints, and that of its table. */
const STDIN_NAME = 'standard input';
/** What it held: it can be read only once in the life of a process, and a table is read more often. */
let standardInput: Promise<Buffer> | null = null;

export function fileSource(path: string, progress: Progress = () => {}): Source {
  if (path === STDIN) return { file: STDIN_NAME, path: null, progress, open: fromStandardInput };
  // A pipe can be read only once.
  if (isPipe(path)) return memorySource(readFileSync(path), path);
  const megabytes = sizeOf(path) / 1e6;
  const raw = () => createReadStream(path, { highWaterMark: PIECE });
  const told = (bytes: number) => progress(bytes / 1e6, megabytes, 'MB');
  return { file: path, path, progress, open: () => unpacked(path, raw, told) };
}

export function memorySource(bytes: Buffer, file: string): Source {
  const raw = () => Readable.from(pieces(bytes));
  return { file, path: null, progress: () => {}, open: () => unpacked(file, raw, () => {}) };
}

async function* fromStandardInput(): AsyncGenerator<Buffer> {
  standardInput ??= buffer(process.stdin);
  yield* memorySource(await standardInput, STDIN_NAME).open();
}

/** The first bytes of a source: `PIECE` of them, or all where there are fewer. */
export async function firstBytes(source: Source): Promise<{ bytes: Buffer; isAll: boolean }> {
  const read: Buffer[] = [];
  let length = 0;
  for await (const bytes of source.open()) {
    read.push(bytes);
    length += bytes.length;
    if (length >= PIECE) return { bytes: Buffer.concat(read), isAll: false };
  }
  return { bytes: Buffer.concat(read), isAll: true };
}

/** Bytes; 0 where there is no file. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether there is something at `path` that is neither a file nor a folder. */
function isPipe(path: string): boolean {
  try {
    const kind = statSync(path);
    return !kind.isFile() && !kind.isDirectory();
  } catch {
    return false;
  }
}

/** The bytes of a stream, unpacked where they are gzip's; `told` of how many came from it. */
async function* unpacked(
  file: string,
  raw: () => Readable,
  told: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  try {
    let isPacked: boolean | null = null;
    let came = 0;
    for await (const bytes of raw() as AsyncIterable<Buffer>) {
      isPacked ??= bytes.subarray(0, GZIP.length).equals(GZIP);
      if (isPacked) break;
      yield bytes;
      came += bytes.length;
      told(came);
    }
    if (isPacked) yield* gunzip(file, raw(), told);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code !== undefined && /^E(?!RR_)/.test(code) ? new DataError(unreadable(file, code)) : error;
  }
}

async function* gunzip(
  file: string,
  stream: Readable & { readonly bytesRead?: number },
  told: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: PIECE });
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const bytes of stream.pipe(unpacked) as AsyncIterable<Buffer>) {
      yield bytes;
      told(stream.bytesRead ?? 0);
    }
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new DataError(`${file} is damaged: gzip cannot unpack it (${(error as Error).message}).`);
  } finally {
    stream.destroy();
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
