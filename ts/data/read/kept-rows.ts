import { openStream } from '../../random/stream.ts';
import { DataError } from '../error.ts';
import { type Growing, growingFloats, growingIntegers } from './growing.ts';

/** Where a cell stands: what names its row (a line of the file, or the row's number), and whether the row is kept. */
export interface At {
  readonly line: number;
  readonly kept: boolean;
}

/** Rows that are taken at random where there are more. */
export interface Sampling {
  readonly most: number;
  readonly seed: number;
}

/** What grows with the rows that are kept. */
interface Column {
  readonly isRead: boolean;
  thin(keep: Uint8Array): void;
}

/** Cells that are held at most: of a sample fewer rows are taken, of a whole table no more are read. A gigabyte bears it. */
const MOST_CELLS = 25_000_000;

/**
 * The rows of a table as they come, of which all or so many at random are kept: those with the least random keys so far. No
 * more than twice as many are held on the way, however long the table is. Rows stay in their order.
 */
export class KeptRows {
  readonly #file: string;
  readonly #sampling: Sampling | null;
  readonly #next: () => number;
  readonly #keys: Growing<Float64Array> = growingFloats();
  readonly #lines: Growing<Int32Array> = growingIntegers();
  #kept = 0;
  /** Columns when they were last counted, and the most rows that are kept of so many. */
  #columns = -1;
  #most = 0;
  /** A row whose key is not less is not among those kept. */
  #limit = Number.POSITIVE_INFINITY;
  /** Rows that came. */
  total = 0;

  constructor(file: string, sampling: Sampling | null) {
    const stream = openStream(`rows/${sampling?.seed ?? 0}`);
    this.#file = file;
    this.#sampling = sampling;
    this.#next = () => stream.next() >>> 0;
  }

  get kept(): number {
    return this.#kept;
  }

  /** The place of the next row, which is named by `line`. */
  next(line: number): At {
    this.total++;
    const key = this.#sampling === null ? 0 : this.#next();
    const kept = key < this.#limit;
    if (kept) {
      this.#kept++;
      this.#lines.push(line);
      if (this.#sampling !== null) this.#keys.push(key);
    }
    return { line, kept };
  }

  /** To be called after each row, or a few: lets go of rows where too many are held. Throws DataError where all were wanted. */
  limit(columns: readonly Column[]): void {
    const most = this.#mostOf(columns);
    if (this.#sampling !== null) {
      if (this.#kept > 2 * most) this.#thin(columns, most);
    } else if (this.#kept > most) {
      throw new DataError(
        `${this.#file} has more than ${most} rows in ${read(columns)} columns, and swat holds no more than ${MOST_CELLS / 1e6} million cells: leave columns out, or rows.`,
      );
    }
  }

  /** What names each row that is kept; `columns` hold these and no others from now on. */
  finish(columns: readonly Column[]): Int32Array {
    const most = this.#mostOf(columns);
    if (this.#sampling !== null && this.#kept > most) this.#thin(columns, most);
    return this.#lines.take();
  }

  /** A sentence on how many of the rows were taken; null where all were. */
  get said(): string | null {
    if (this.#kept === this.total) return null;
    return `${this.#file} has ${this.total} rows, of which ${this.#kept} are taken, at random`;
  }

  #mostOf(columns: readonly Column[]): number {
    if (columns.length !== this.#columns) {
      const possible = Math.max(1, Math.floor(MOST_CELLS / Math.max(1, read(columns))));
      this.#columns = columns.length;
      this.#most = Math.min(this.#sampling?.most ?? possible, possible);
    }
    return this.#most;
  }

  #thin(columns: readonly Column[], most: number): void {
    const keys = this.#keys.take();
    this.#limit = keys.toSorted()[most] as number;
    const keep = this.#least(keys, most);
    for (const column of columns) column.thin(keep);
    this.#lines.thin(keep);
    keys.forEach((key, place) => {
      if (keep[place] !== 0) this.#keys.push(key);
    });
    this.#kept = most;
  }

  /** The `most` least keys, of equal ones the first. */
  #least(keys: Float64Array, most: number): Uint8Array {
    const below = keys.reduce((count, key) => count + (key < this.#limit ? 1 : 0), 0);
    let equal = most - below;
    return Uint8Array.from(keys, (key) =>
      key < this.#limit || (key === this.#limit && equal-- > 0) ? 1 : 0,
    );
  }
}

function read(columns: readonly Column[]): number {
  return columns.filter(({ isRead }) => isRead).length;
}
