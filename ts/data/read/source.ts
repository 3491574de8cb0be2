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
  /** Its bytes, unpacked where they are gzip's; throws DataError where they cannot be read. */
  open(): AsyncIterable<Buffer>;
}

const PIECE = 1 << 18;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** In place of a file's path: standard input. */
export const STDIN = '-';
/** Its name in complaints, and that of its table. */
const STDIN_NAME = 'standard input';
/** What it held: it can be read only once in the life of a process, and a table is read more often. */
let standardInput: Promise<Buffer> | null = null;

export function fileSource(path: string): Source {
  if (path === STDIN) return { file: STDIN_NAME, path: null, open: fromStandardInput };
  // A pipe can be read only once.
  if (isPipe(path)) return memorySource(readFileSync(path), path);
  const raw = () => createReadStream(path, { highWaterMark: PIECE });
  return { file: path, path, open: () => unpacked(path, raw) };
}

export function memorySource(bytes: Buffer, file: string): Source {
  return { file, path: null, open: () => unpacked(file, () => Readable.from(pieces(bytes))) };
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

/** Whether there is something at `path` that is neither a file nor a folder. */
function isPipe(path: string): boolean {
  try {
    const kind = statSync(path);
    return !kind.isFile() && !kind.isDirectory();
  } catch {
    return false;
  }
}

async function* unpacked(file: string, raw: () => Readable): AsyncGenerator<Buffer> {
  try {
    let isPacked: boolean | null = null;
    for await (const bytes of raw() as AsyncIterable<Buffer>) {
      isPacked ??= bytes.subarray(0, GZIP.length).equals(GZIP);
      if (isPacked) break;
      yield bytes;
    }
    if (isPacked) yield* gunzip(file, raw());
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code !== undefined && /^E(?!RR_)/.test(code) ? new DataError(unreadable(file, code)) : error;
  }
}

async function* gunzip(file: string, stream: Readable): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize: PIECE });
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    yield* stream.pipe(unpacked) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new DataError(`${file} is damaged: gzip cannot unpack it (${(error as Error).message}).`);
  } finally {
    stream.destroy();
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
