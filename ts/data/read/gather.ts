import { isNumber } from '../cell.ts';
import type { FrameColumn } from '../frame.ts';
import { type BadCell, complaintOf } from './complaint.ts';
import { dateIn, dateText } from './date.ts';
import { type Growing, growingFloats } from './growing.ts';
import type { Missing } from './missing.ts';
import { type Decimal, isNearNumber, isWrittenNumber } from './number.ts';
import { Spelling } from './spelling.ts';
import { Words } from './words.ts';

/** How the cells of a column are read. */
export interface Reading {
  readonly name: string;
  readonly missing: Missing;
  /** Whether decimals may come after a comma. */
  readonly comma: boolean;
  /** What stands before decimals, where an earlier pass has found it. */
  readonly decimal: Decimal | null;
  /** Whether every cell is a word: because the user wants it, or because an earlier pass has found words among numbers. */
  readonly words: 'asked' | 'found' | null;
  /** Whether the user may have it read as words: not where a network knows what its columns are. */
  readonly mayBeWords: boolean;
  /** What the column is known to be: cells of another kind are missing values. */
  readonly known: 'number' | 'date' | null;
}

/** A column that is read cell by cell; it is taken for what its first cell is until the last one has been seen. */
export class Gathering {
  readonly #reading: Reading;
  #kind: 'unknown' | 'number' | 'date' | 'words';
  #values: Growing<Float64Array> = growingFloats();
  readonly #words: Words;
  readonly spelling: Spelling;
  /** Cells that were taken for missing because they are not of the kind that the column is known to be. */
  strangers = 0;
  /** Cells with a value. */
  #cells = 0;
  /** Cells that are neither of the column's kind nor nearly so, and the first that is not of its kind. */
  #odd = 0;
  #bad: BadCell | null = null;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#kind = reading.known ?? (reading.words === null ? 'unknown' : 'words');
    this.#words = new Words(reading.missing);
    this.spelling = new Spelling(reading.comma, reading.decimal);
  }

  get name(): string {
    return this.#reading.name;
  }

  get kind(): string {
    return this.#kind;
  }

  gap(): void {
    if (this.#kind === 'words') this.#words.gap();
    else this.#values.push(Number.NaN);
  }

  text(cell: string, row: number): void {
    const text = cell.trim();
    // Numbers are asked first: most cells are.
    const number = this.#kind === 'number' ? this.spelling.take(text, row) : null;
    if (number !== null) this.#number(number);
    else if (this.#words.isMissing(text, this.#kind === 'words')) this.gap();
    else if (this.#kind === 'unknown') this.#begin(text, row);
    else if (this.#kind === 'words') this.#word(text, row);
    else if (this.#kind === 'date') this.#date(text, row);
    else this.#refuse(text, row);
  }

  /** A number from a file that knows numbers from text. */
  number(value: number, row: number): void {
    if (this.#kind === 'unknown') this.#kind = 'number';
    if (!Number.isFinite(value)) this.text(String(value), row);
    else if (this.#kind === 'number') this.#number(value);
    else this.text(String(value), row);
  }

  /** Seconds since 1970 from a file that knows dates. */
  date(seconds: number, row: number): void {
    if (this.#kind === 'unknown') this.#kind = 'date';
    if (this.#kind === 'date') this.#value(seconds);
    else this.#word(dateText(seconds), row);
  }

  /** Whether all cells but that of the first row are numbers, as below a line of units. */
  get isHeaded(): boolean {
    if (this.#kind !== 'words' || this.#reading.words === 'asked' || this.#cells < 2) return false;
    return this.#words.countNot(isNumber) === 1 && this.#words.firstNot(isNumber)?.row === 0;
  }

  /** The column; null where it must be read again, as words. `place` names a row. */
  finish(place: (row: number) => string): FrameColumn | null {
    const { name, words } = this.#reading;
    const complaint = words === 'asked' || this.#reading.known !== null ? null : this.#complaint(place);
    if (complaint !== null) return { kind: 'broken', name, complaint };
    if (this.#kind === 'words') {
      if (words === null && this.#words.hasLostSign) return null;
      return { kind: 'category', name, ...this.#words.take() };
    }
    if (this.#bad !== null) return null;
    return { kind: this.#kind === 'date' ? 'date' : 'number', name, values: this.#values.take() };
  }

  /** A sentence on the first cell that does not go with the others, where such cells are few. */
  #complaint(place: (row: number) => string): string | null {
    const { name } = this.#reading;
    const say = (bad: BadCell | null, others: 'numbers' | 'dates') =>
      bad === null ? null : complaintOf(bad, place(bad.row), name, others, this.#reading.mayBeWords);
    if (this.#kind !== 'words') {
      if (this.#bad === null) return say(this.#kind === 'number' ? this.spelling.conflict : null, 'numbers');
      return this.#areFew(this.#odd) ? say(this.#bad, this.#kind === 'date' ? 'dates' : 'numbers') : null;
    }
    const isNumeric = (text: string) => isWrittenNumber(text, this.#reading.comma);
    const isNearly = (text: string) => isNumeric(text) || isNearNumber(text);
    if (this.#areFew(this.#words.countNot(isNearly))) return say(this.#words.firstNot(isNumeric), 'numbers');
    const isDate = (text: string) => dateIn(text) !== null;
    return this.#areFew(this.#words.countNot(isDate)) ? say(this.#words.firstNot(isDate), 'dates') : null;
  }

  /** Whether so few cells are taken for mistakes: less than a tenth, or one among five. */
  #areFew(cells: number): boolean {
    return cells * 10 < this.#cells || (cells === 1 && this.#cells >= 5);
  }

  #begin(text: string, row: number): void {
    if (isWrittenNumber(text, this.#reading.comma) || isNearNumber(text)) this.#kind = 'number';
    else if (dateIn(text) !== null) this.#kind = 'date';
    else {
      this.#kind = 'words';
      for (let gap = 0; gap < row; gap++) this.#words.gap();
    }
    this.text(text, row);
  }

  #number(value: number): void {
    if (this.#reading.missing.number(value)) this.gap();
    else this.#value(value);
  }

  #value(value: number): void {
    this.#cells++;
    this.#values.push(value);
  }

  #word(text: string, row: number): void {
    this.#cells++;
    this.#words.push(text, row);
  }

  #date(text: string, row: number): void {
    const seconds = dateIn(text);
    if (seconds !== null) this.#value(seconds);
    else this.#refuse(text, row);
  }

  #refuse(text: string, row: number): void {
    if (this.#reading.known !== null) {
      this.strangers++;
      this.gap();
      return;
    }
    this.#bad ??= { cell: text, row };
    if (this.#kind === 'date' || !(isWrittenNumber(text, true) || isNearNumber(text))) this.#odd++;
    this.#value(Number.NaN);
  }
}
