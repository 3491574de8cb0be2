import { DataError } from '../error.ts';
import type { Source } from './source.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** Is thrown where bytes that were taken for UTF-8 are not. */
export class NotUtf8 extends Error {}

/** The encoding that the first bytes of a file speak for; Latin-1 shows only where UTF-8 fails. */
export function encodingOf(bytes: Buffer): Encoding {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 1024);
  const zeros = (odd: number) => start.filter((byte, index) => index % 2 === odd && byte === 0).length;
  const most = 0.4 * start.length;
  // Latin letters have a zero byte each in UTF-16.
  if (zeros(1) > most && zeros(0) === 0) return 'utf-16le';
  return zeros(0) > most && zeros(1) === 0 ? 'utf-16be' : 'utf-8';
}

/** The text of a source in pieces, without a byte order mark, with \n at the ends of lines. */
export async function* characters(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decode = decoder(source.file, encoding);
  // A piece may end between \r and \n.
  let held = '';
  for await (const bytes of source.open()) {
    const text = held + decode(bytes, true);
    held = text.endsWith('\r') ? '\r' : '';
    yield oneLineEnd(held === '' ? text : text.slice(0, -1));
  }
  yield oneLineEnd(held + decode(Buffer.alloc(0), false));
}

/** The whole lines of the first bytes of a source, for a look at them; all of them where `isAll`. */
export function firstLines(bytes: Buffer, encoding: Encoding, isAll: boolean): string {
  const text = oneLineEnd(new TextDecoder(encoding).decode(bytes));
  const end = text.lastIndexOf('\n');
  return isAll || end < 0 ? text : text.slice(0, end);
}

function decoder(file: string, encoding: Encoding): (bytes: Buffer, stream: boolean) => string {
  if (encoding === 'latin1') return windows;
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, stream) => {
    if (encoding === 'utf-8' && bytes.includes(0)) throw new DataError(notText(file));
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      if (encoding === 'utf-8') throw new NotUtf8();
      throw new DataError(`${file} is not all UTF-16, as it begins: write it as CSV in UTF-8.`);
    }
  };
}

/** What Windows has from 0x80 on, where Latin-1 has nothing that is printed. Node's own decoder takes one for the other. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Latin-1 as Windows writes it. */
function windows(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] as string);
}

function oneLineEnd(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function notText(file: string): string {
  return `${file} is not a text file; swat reads CSV, JSON lines (both also with gzip) and Parquet.`;
}
