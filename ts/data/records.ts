import { CsvError, parse } from 'csv-parse/sync';
import { causeOfNumbers, causeOfUneven } from './cause.ts';
import { DataError } from './error.ts';
import type { Note } from './text.ts';
import { withoutTrailing } from './trailing.ts';

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

/** Splits CSV text (commas, quotes, any line ends, an optional byte order mark) into records. */
export function readRecords(text: string, file: string, note: Note): Records {
  const [first, ...others] = parseRows(text, file);
  if (first === undefined) throw new DataError(`${file} is empty; the first line must name the columns.`);
  const cut = withoutTrailing(first, others);
  if (cut !== null) note(`${file}: commas at the ends of lines are left out.`);
  const [{ fields: header } = first, ...rows] = cut ?? [first, ...others];
  refuseDuplicates(header, file);
  refuseUneven(rows, header, file);
  return { file, header, rows };
}

function refuseUneven(rows: readonly Row[], header: readonly string[], file: string): void {
  const uneven = rows.find((row) => row.fields.length !== header.length);
  if (uneven === undefined) return;
  const count = uneven.fields.length;
  const said = `${file}:${uneven.line}: ${count} field${count === 1 ? '' : 's'} where the header has ${header.length}`;
  const cause = causeOfUneven(uneven, header);
  throw new DataError(cause === null ? `${said}.` : `${said}: ${cause}.`);
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

/** Throws DataError where two columns have one name. */
export function refuseDuplicates(header: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      const cause = causeOfNumbers(header);
      throw new DataError(`${file}:1: two columns are named "${name}"${cause === null ? '' : `: ${cause}`}.`);
    }
    seen.add(name);
  }
}
