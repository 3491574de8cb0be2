import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { DataError } from './error.ts';

/** One row of a CSV file: its fields, and the line it starts on (the first line of a file is 1). */
export interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** A CSV file as text: its header and its rows, each with as many fields as the header. */
export interface Records {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly Row[];
}

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** The text of `file`; throws DataError where it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new DataError(unreadable(file, (error as NodeJS.ErrnoException).code));
  }
}

/** Splits CSV text (commas, quotes, any line ends, an optional byte order mark) into records. */
export function readRecords(text: string, file: string): Records {
  if (text.includes('\0')) throw new DataError(`${file} is not a text file; swat reads CSV (UTF-8).`);
  const rows = parseRows(text, file);
  const first = rows[0];
  if (first === undefined) throw new DataError(`${file} is empty; the first line must name the columns.`);
  const header = first.fields.map((name) => name.trim());
  refuseDuplicates(header, file);
  const body = rows.slice(1);
  const uneven = body.find((row) => row.fields.length !== header.length);
  if (uneven !== undefined) {
    const count = uneven.fields.length;
    throw new DataError(
      `${file}:${uneven.line}: ${count} field${count === 1 ? '' : 's'} where the header has ${header.length}.`,
    );
  }
  return { file, header, rows: body };
}

function parseRows(text: string, file: string): Row[] {
  // Line ends are made one kind first: csv-parse counts lines wrongly in a file that mixes them.
  const lines = text.replace(/\r\n?/g, '\n');
  try {
    const parsed = parse(lines, {
      bom: true,
      info: true,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Parsed[];
    return parsed.map(({ record, info }) => ({ fields: record, line: info.lines - lineBreaks(record) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { lines?: number }).lines;
    throw new DataError(`${file}:${line ?? 1}: the quotes are not CSV's (${error.message}).`);
  }
}

/** csv-parse numbers a record by its last line: the breaks inside quoted fields lead back to its first. */
function lineBreaks(fields: readonly string[]): number {
  let breaks = 0;
  for (const field of fields) if (field.includes('\n')) breaks += field.split('\n').length - 1;
  return breaks;
}

function refuseDuplicates(header: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) throw new DataError(`${file}:1: two columns are named "${name}".`);
    seen.add(name);
  }
}

function unreadable(file: string, code: string | undefined): string {
  if (code === 'ENOENT') return `There is no file ${file}.`;
  if (code === 'EISDIR') return `${file} is a folder, not a CSV file.`;
  if (code === 'EACCES') return `${file} may not be read.`;
  return `${file} cannot be read (${code ?? 'unknown reason'}).`;
}
