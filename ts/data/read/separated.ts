import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { causeOfUneven } from '../cause.ts';
import { DataError } from '../error.ts';
import { type Row, refuseDuplicates } from '../records.ts';
import { characters, type Encoding } from './characters.ts';
import type { Gathering } from './gather.ts';
import { KeptRows } from './kept-rows.ts';
import { columnMaker, type Pass, type Plan, refuseUnits } from './pass.ts';
import { SEPARATORS, type Separator } from './separator.ts';
import type { Source } from './source.ts';

/** Reads a table of fields between separators. `isSaid`: whether a first line names the separator, and the header follows. */
export async function readSeparated(
  source: Source,
  encoding: Encoding,
  { separator, isSaid }: { readonly separator: Separator; readonly isSaid: boolean },
  plan: Plan,
): Promise<Pass> {
  const sheet = new Sheet(source.file, separator, plan);
  const parser = parse({
    delimiter: separator,
    from_line: isSaid ? 2 : 1,
    on_record: (fields: string[], { lines }) => {
      sheet.take(fields, lines);
      return null;
    },
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  try {
    await pipeline(characters(source, encoding), parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataError(`${source.file}:${sheet.nextLine}: ${quoteComplaint(error)}.`);
  }
  return sheet.finish();
}

/** What is wrong in the row that csv-parse could not read; it names a line where it gave up, which may be far below. */
function quoteComplaint({ code, message }: CsvError): string {
  const what: Partial<Record<CsvError['code'], string>> = {
    CSV_QUOTE_NOT_CLOSED: 'a quote (") is opened in this row and never closed',
    CSV_INVALID_CLOSING_QUOTE: 'a quote (") is opened in this row, and text follows where it is closed',
    INVALID_OPENING_QUOTE: 'a quote (") stands in the middle of a field of this row',
  };
  const why = what[code] ?? message;
  return `${why}; a field with a quote in it stands in quotes, and has it twice ("")`;
}

/** A table that comes row by row. */
class Sheet {
  readonly #file: string;
  readonly #separator: Separator;
  readonly #maker: ReturnType<typeof columnMaker>;
  #header: readonly string[] | null = null;
  /** How many columns have a name or stand before one that has. */
  #named = 0;
  #columns: Gathering[] = [];
  readonly #rows: KeptRows;
  #lastLine = 0;
  #firstRow: Row | null = null;
  /** The first row whose empty fields at its end are more or fewer than the header's. */
  #uneven: Row | null = null;
  /** Whether a cell beyond the last name has something. */
  #hasMore = false;

  constructor(file: string, separator: Separator, plan: Plan) {
    this.#file = file;
    this.#separator = separator;
    this.#maker = columnMaker(plan, separator !== ',');
    this.#rows = new KeptRows(file, plan.options.sampling ?? null);
  }

  /** `lines`: the line on which the row ends. */
  take(fields: readonly string[], lines: number): void {
    const line = lines === this.#lastLine + 1 ? lines : lines - lineBreaks(fields);
    this.#lastLine = lines;
    if (this.#header === null) this.#takeHeader(fields);
    else this.#takeRow({ fields, line });
  }

  /** Where the row begins that comes next. */
  get nextLine(): number {
    return this.#lastLine + 1;
  }

  finish(): Pass {
    const header = this.#header;
    if (header === null) throw new DataError(`${this.#file} is empty; the first line must name the columns.`);
    if (header.length === 1 && header[0]?.startsWith('#')) this.#refuse({ fields: header, line: 1 });
    const isCut = !this.#hasMore && (this.#uneven !== null || this.#named < header.length);
    const columns = isCut ? this.#columns.slice(0, this.#named) : this.#columns;
    const lines = this.#rows.finish(this.#columns);
    const place = (line: number) => `${this.#file}:${line}`;
    if (this.#firstRow !== null) refuseUnits(columns, this.#firstRow, place);
    return { file: this.#file, columns, lines, place, notes: () => this.#notes(isCut) };
  }

  #takeHeader(header: readonly string[]): void {
    refuseDuplicates(header, this.#file);
    this.#header = header;
    this.#named = header.findLastIndex((name) => name !== '') + 1 || header.length;
    this.#columns = header.map(this.#maker.make);
  }

  #takeRow(row: Row): void {
    this.#firstRow ??= row;
    this.#check(row);
    const at = this.#rows.next(row.line);
    for (let index = 0; index < this.#columns.length; index++) {
      this.#columns[index]?.text(row.fields[index] ?? '', at);
    }
    this.#rows.limit(this.#columns);
  }

  #check(row: Row): void {
    const { fields } = row;
    const width = this.#header?.length as number;
    if (fields.length === width && this.#named === width) return;
    for (let index = this.#named; index < fields.length; index++)
      if (fields[index] !== '') this.#hasMore = true;
    if (fields.length !== width) this.#uneven ??= row;
    if (fields.length < this.#named) this.#refuse(row);
    if (this.#hasMore && this.#uneven !== null) this.#refuse(this.#uneven);
  }

  #refuse(row: Row): never {
    const header = this.#header as readonly string[];
    const count = row.fields.length;
    const said = `${this.#file}:${row.line}: ${count} field${count === 1 ? '' : 's'} where the header has ${header.length}`;
    const cause = causeOfUneven(row, header);
    throw new DataError(cause === null ? `${said}.` : `${said}: ${cause}.`);
  }

  #notes(isCut: boolean): string[] {
    const name = SEPARATORS[this.#separator];
    const notes = [this.#rows.said, this.#maker.missing.said(this.#file)];
    if (this.#separator !== ',') notes.push(`${this.#file}: its columns are separated by ${name}.`);
    if (isCut) notes.push(`${this.#file}: ${name} at the ends of lines are left out.`);
    if (this.#columns.some((column) => column.spelling.hasCommas)) {
      notes.push(`${this.#file}: decimal commas are read as points.`);
    }
    return notes.filter((note) => note !== null);
  }
}

/** csv-parse numbers a record by its last line: the breaks inside quoted fields lead back to its first. */
function lineBreaks(fields: readonly string[]): number {
  return fields.reduce((breaks, field) => breaks + field.split('\n').length - 1, 0);
}
