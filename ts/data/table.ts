import { basename, extname } from 'node:path';
import { unitsIn } from './cause.ts';
import { readCell } from './cell.ts';
import { type Choice, chooseInputs, columnIndex } from './columns.ts';
import { DataError } from './error.ts';
import { type Records, type Row, readRecords } from './records.ts';
import { type Note, readText } from './text.ts';

/** The fewest complete rows that can be split into three parts and still say something. */
const FEWEST_ROWS = 10;

/** The rows of a CSV file that have a target and every input. S rows, I inputs. */
export interface Table {
  /** The file's name without folder and extension. */
  readonly name: string;
  readonly target: string;
  readonly inputs: readonly string[];
  /** [S, I], row-major. */
  readonly x: Float64Array;
  /** [S]. */
  readonly y: Float64Array;
  /** Rows of the file, before those with missing values were dropped. */
  readonly read: number;
  /** Rows left out because the target or an input is missing. */
  readonly dropped: number;
  /** [S]: the line of the file on which each row starts. */
  readonly lines: readonly number[];
}

/** The rows that have every column asked for; a row is `columns.length` numbers of `cells`. */
interface Complete {
  readonly cells: Float64Array;
  readonly lines: number[];
}

/** Reads the CSV file at `file`; throws DataError where it is not a table of numbers in the columns chosen. */
export function readTable(file: string, choice: Choice, note: Note = () => {}): Table {
  return parseTable(readText(file, note), file, choice, note);
}

/** The same from the file's text; `file` names it in complaints. */
export function parseTable(text: string, file: string, choice: Choice, note: Note = () => {}): Table {
  const records = readRecords(text, file, note);
  const inputs = chooseInputs(records, choice);
  const { cells, lines } = completeRows(records, [...inputs, choice.target]);
  const width = inputs.length + 1;
  const x = new Float64Array(lines.length * inputs.length);
  const y = new Float64Array(lines.length);
  for (let row = 0; row < lines.length; row++) {
    x.set(cells.subarray(row * width, row * width + inputs.length), row * inputs.length);
    y[row] = cells[row * width + inputs.length] ?? Number.NaN;
  }
  const read = records.rows.length;
  refuseUnusable(y, read, file, choice.target);
  const name = basename(file, extname(file));
  return { name, target: choice.target, inputs, x, y, read, dropped: read - lines.length, lines };
}

/**
 * The values of `columns` for each row of CSV text, in order; null for a row in which one is missing. Other columns
 * are not looked at, and there may be no rows. Throws DataError as `parseTable` does.
 */
export function readRows(
  text: string,
  file: string,
  columns: readonly string[],
  note: Note = () => {},
): (number[] | null)[] {
  const records = readRecords(text, file, note);
  const indices = indicesOf(records, columns);
  return records.rows.map((row) => rowValues(row, indices, records));
}

function completeRows(records: Records, columns: readonly string[]): Complete {
  const indices = indicesOf(records, columns);
  const cells = new Float64Array(records.rows.length * columns.length);
  const lines: number[] = [];
  for (const row of records.rows) {
    const values = rowValues(row, indices, records);
    if (values === null) continue;
    cells.set(values, lines.length * columns.length);
    lines.push(row.line);
  }
  return { cells, lines };
}

/** Where the columns stand. Below the header there must be numbers, not their units. */
function indicesOf(records: Records, columns: readonly string[]): number[] {
  const indices = columns.map((name) => columnIndex(records, name));
  const units = unitsIn(records, indices);
  if (units === null) return indices;
  const line = records.rows[0]?.line;
  const cells = units.map((cell) => `"${cell}"`).join(', ');
  throw new DataError(
    `${records.file}:${line}: below the header seems to be a line of units (${cells}): remove it.`,
  );
}

/** Every cell is read before a row counts as incomplete, so that bad cells in such rows are found too. */
function rowValues(row: Row, indices: readonly number[], records: Records): number[] | null {
  const values = indices.map((index) =>
    readCell(row.fields[index] ?? '', {
      file: records.file,
      line: row.line,
      column: records.header[index] ?? '',
    }),
  );
  return values.every((value) => value !== null) ? values : null;
}

function refuseUnusable(y: Float64Array, read: number, file: string, target: string): void {
  if (read === 0) throw new DataError(`${file} has a header and no rows.`);
  if (y.length === 0) {
    throw new DataError(
      `${file} has no complete row: in each of its ${read} the target or an input is missing.`,
    );
  }
  if (y.length < FEWEST_ROWS) {
    throw new DataError(
      `${file} has ${y.length} complete rows of ${read}; at least ${FEWEST_ROWS} are needed.`,
    );
  }
  if (y.every((value) => value === y[0])) {
    throw new DataError(
      `${file}: the target "${target}" is ${y[0]} in every row, so there is nothing to predict.`,
    );
  }
}
