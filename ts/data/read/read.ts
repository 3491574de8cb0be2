import { basename, extname } from 'node:path';
import { columnIndex } from '../columns.ts';
import { DataError } from '../error.ts';
import { type Frame, type FrameColumn, headerOf } from '../frame.ts';
import type { Note } from '../text.ts';
import { type Encoding, encodingOf, firstLines, NotUtf8 } from './characters.ts';
import { readJsonLines, readJsonList } from './json-lines.ts';
import type { Decimal } from './number.ts';
import { readParquet } from './parquet.ts';
import type { FrameOptions, Pass, Plan } from './pass.ts';
import { readSeparated } from './separated.ts';
import { saidSeparator, separatorOf } from './separator.ts';
import { fileSource, firstBytes, memorySource, type Progress, type Source } from './source.ts';

/**
 * Reads the table in `file` (`STDIN`: in standard input, without Parquet): CSV with any separator, JSON lines or a list in
 * JSON (all also packed with gzip) or Parquet. `note` is told what was guessed, `progress` how far it is. Throws DataError
 * where it is no table. A column that cannot be used is no failure until it is chosen.
 */
export async function readFrame(
  file: string,
  options: FrameOptions,
  note: Note,
  progress?: Progress,
): Promise<Frame> {
  return readSource(fileSource(file, progress), options, note);
}

/** The same from bytes (not Parquet); `file` names them in complaints. */
export async function readFrameBytes(
  bytes: Buffer,
  file: string,
  options: FrameOptions,
  note: Note,
): Promise<Frame> {
  return readSource(memorySource(bytes, file), options, note);
}

async function readSource(source: Source, options: FrameOptions, note: Note): Promise<Frame> {
  const { bytes, isAll } = await firstBytes(source);
  const frame = await inPasses(passOver(source, bytes, isAll, note), options, note);
  for (const name of options.category ?? []) columnIndex(headerOf(frame), name);
  return frame;
}

/** Reads until no column turns out to be of another kind than its first cells. */
async function inPasses(
  pass: (plan: Plan) => Promise<Pass>,
  options: FrameOptions,
  note: Note,
): Promise<Frame> {
  const words = new Set<number>();
  const decimals = new Map<number, Decimal>();
  for (;;) {
    const { file, columns, lines, place, notes } = await pass({ options, words, decimals });
    const respelled = decimalsOf(columns);
    if (respelled.size > 0) {
      for (const [index, decimal] of respelled) decimals.set(index, decimal);
      continue;
    }
    const finished = columns.map((column) => column.finish(place));
    const again = finished.flatMap((column, index) => (column === null ? [index] : []));
    if (again.length === 0) {
      notes().forEach(note);
      noteStrangers(columns, note);
      for (const { kind, name, spelling } of columns)
        if (kind === 'number') spelling.notes(name).forEach(note);
      const lineOf = (row: number) => lines[row] ?? 0;
      return {
        file,
        name: nameOf(file),
        rows: lines.length,
        columns: finished as FrameColumn[],
        lineOf,
        place: (row) => place(lineOf(row)),
      };
    }
    for (const index of again) words.add(index);
  }
}

/** What stands before decimals in the columns that were read as if it were something else. */
function decimalsOf(columns: Pass['columns']): Map<number, Decimal> {
  const numbers = Array.from(columns.entries()).filter(([, { kind }]) => kind === 'number');
  const found = new Set(numbers.map(([, { spelling }]) => spelling.decimal).filter((each) => each !== null));
  const elsewhere = found.size === 1 ? ([...found][0] as Decimal) : null;
  return new Map(
    numbers.flatMap(([index, { spelling }]) => {
      const decimal = spelling.again(elsewhere);
      return decimal === null ? [] : [[index, decimal]];
    }),
  );
}

function noteStrangers(columns: Pass['columns'], note: Note): void {
  for (const { name, kind, strangers } of columns) {
    if (strangers === 0) continue;
    const cells = strangers === 1 ? '1 cell is no' : `${strangers} cells are no`;
    note(`column "${name}": ${cells} ${kind}, and read as missing`);
  }
}

/** One pass over a source, by what its first bytes show. */
function passOver(source: Source, bytes: Buffer, isAll: boolean, note: Note): (plan: Plan) => Promise<Pass> {
  const { file, path, progress } = source;
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1') {
    if (path === null) throw new DataError(`${file} holds Parquet, which swat reads only from a file.`);
    return (plan) => readParquet(path, plan, progress);
  }
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') {
    throw new DataError(`${file} is a workbook or another zip archive: save its table as CSV.`);
  }
  return textPass(source, bytes, isAll, note);
}

function textPass(source: Source, bytes: Buffer, isAll: boolean, note: Note): (plan: Plan) => Promise<Pass> {
  let encoding = encodingOf(bytes);
  if (encoding !== 'utf-8') note(`${source.file} is read as UTF-16.`);
  const pass = (plan: Plan) => readText(source, encoding, firstLines(bytes, encoding, isAll), plan);
  return async (plan) => {
    try {
      return await pass(plan);
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      note(`${source.file} is not UTF-8: it was read as Latin-1.`);
      encoding = 'latin1';
      return pass(plan);
    }
  };
}

/** `start`: the first lines. */
function readText(source: Source, encoding: Encoding, start: string, plan: Plan): Promise<Pass> {
  if (/^\s*(<!doctype\s+html|<html|<\?xml|<head|<body)/i.test(start))
    throw new DataError(`${source.file} is a web page or XML, not a table: save the table as CSV.`);
  if (/^\s*\[\s*\{/.test(start)) return readJsonList(source, encoding, plan);
  if (isJsonLines(start, source.file)) return readJsonLines(source, encoding, plan);
  const said = saidSeparator(start);
  return readSeparated(
    source,
    encoding,
    { separator: said ?? separatorOf(start), isSaid: said !== null },
    plan,
  );
}

/** Whether text has an object a line, by the file's name or its beginning. */
function isJsonLines(start: string, file: string): boolean {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(file)) return start.trim() !== '';
  return /^\s*\{\s*"/.test(start);
}

/** Without folder and extensions. */
function nameOf(file: string): string {
  const unpacked = basename(file, '.gz');
  return basename(unpacked, extname(unpacked));
}
