import { isNumber } from '../cell.ts';
import type { FrameColumn } from '../frame.ts';
import { type BadCell, complaintOf } from './complaint.ts';
import { dateIn, dateText } from './date.ts';
import { type Growing, growingFloats } from './growing.ts';
import type { At } from './kept-rows.ts';
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
  /** Whether anybody asks for the column: else its cells are passed over. */
  readonly isRead: boolean;
}

type Kind = 'number' | 'numeric' | 'nearly' | 'date';

/**
 * A column that is read cell by cell; it is taken for what its first cell is until the last one has been seen. What it is
 * the cells of all rows tell; it holds those of the rows that are kept.
 */
export class Gathering {
  readonly #reading: Reading;
  #kind: 'unknown' | 'number' | 'date' | 'words';
  #values: Growing<Float64Array> = growingFloats();
  readonly #words: Words<Kind>;
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
    const isNumeric = (text: string) => isWrittenNumber(text, reading.comma);
    this.#words = new Words(reading.missing, {
      number: isNumber,
      numeric: isNumeric,
      nearly: (text) => isNumeric(text) || isNearNumber(text),
      date: (text) => dateIn(text) !== null,
    });
    this.spelling = new Spelling(reading.comma, reading.decimal);
  }

  get isRead(): boolean {
    return this.#reading.isRead;
  }

  get name(): string {
    return this.#reading.name;
  }

  get kind(): string {
    return this.#kind;
  }

  gap({ kept }: At): void {
    if (!kept || !this.#reading.isRead) return;
    if (this.#kind === 'words') this.#words.gap();
    else this.#values.push(Number.NaN);
  }

  text(cell: string, at: At): void {
    if (!this.#reading.isRead) return;
    const text = cell.trim();
    // Numbers are asked first: most cells are.
    const number = this.#kind === 'number' ? this.spelling.take(text, at.line) : null;
    if (number !== null) this.#number(number, at);
    else if (this.#words.isMissing(text, this.#kind === 'words')) this.gap(at);
    else if (this.#kind === 'unknown') this.#begin(text, at);
    else if (this.#kind === 'words') this.#word(text, at);
    else if (this.#kind === 'date') this.#date(text, at);
    else this.#refuse(text, at);
  }

  /** A number from a file that knows numbers from text. */
  number(value: number, at: At): void {
    if (!this.#reading.isRead) return;
    if (this.#kind === 'unknown') this.#kind = 'number';
    if (!Number.isFinite(value)) this.text(String(value), at);
    else if (this.#kind === 'number') this.#number(value, at);
    else this.text(String(value), at);
  }

  /** Seconds since 1970 from a file that knows dates. */
  date(seconds: number, at: At): void {
    if (!this.#reading.isRead) return;
    if (this.#kind === 'unknown') this.#kind = 'date';
    if (this.#kind === 'date') this.#value(seconds, at);
    else this.#word(dateText(seconds), at);
  }

  /** Leaves the rows for whose place among those kept `keep` is not 0. */
  thin(keep: Uint8Array): void {
    if (!this.#reading.isRead) return;
    if (this.#kind === 'words') this.#words.thin(keep);
    else this.#values.thin(keep);
  }

  /** Whether all cells but that of the first row, on `line`, are numbers, as below a line of units. */
  isHeaded(line: number): boolean {
    if (this.#kind !== 'words' || this.#reading.words === 'asked' || this.#cells < 2) return false;
    const { cells, first } = this.#words.others('number');
    return cells === 1 && first?.line === line;
  }

  /** The column; null where it must be read again, as words. `place` names the row of a line. */
  finish(place: (line: number) => string): FrameColumn | null {
    const { name, words, isRead } = this.#reading;
    if (!isRead) return { kind: 'broken', name, complaint: `The column "${name}" was left out.` };
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
  #complaint(place: (line: number) => string): string | null {
    const { name } = this.#reading;
    const say = (bad: BadCell | null, others: 'numbers' | 'dates') =>
      bad === null ? null : complaintOf(bad, place(bad.line), name, others, this.#reading.mayBeWords);
    if (this.#kind !== 'words') {
      if (this.#bad === null) return say(this.#kind === 'number' ? this.spelling.conflict : null, 'numbers');
      return this.#areFew(this.#odd) ? say(this.#bad, this.#kind === 'date' ? 'dates' : 'numbers') : null;
    }
    const others = (kind: Kind) => this.#words.others(kind);
    if (this.#areFew(others('nearly').cells)) return say(others('numeric').first, 'numbers');
    return this.#areFew(others('date').cells) ? say(others('date').first, 'dates') : null;
  }

  /** Whether so few cells are taken for mistakes: less than a tenth, or one among five. */
  #areFew(cells: number): boolean {
    return cells * 10 < this.#cells || (cells === 1 && this.#cells >= 5);
  }

  #begin(text: string, at: At): void {
    if (isWrittenNumber(text, this.#reading.comma) || isNearNumber(text)) this.#kind = 'number';
    else if (dateIn(text) !== null) this.#kind = 'date';
    else {
      this.#kind = 'words';
      for (const _ of this.#values.take()) this.#words.gap();
    }
    this.text(text, at);
  }

  #number(value: number, at: At): void {
    if (this.#reading.missing.number(value)) this.gap(at);
    else this.#value(value, at);
  }

  #value(value: number, { kept }: At): void {
    this.#cells++;
    if (kept) this.#values.push(value);
  }

  #word(text: string, at: At): void {
    this.#cells++;
    this.#words.push(text, at);
  }

  #date(text: string, at: At): void {
    const seconds = dateIn(text);
    if (seconds !== null) this.#value(seconds, at);
    else this.#refuse(text, at);
  }

  #refuse(text: string, at: At): void {
    if (this.#reading.known !== null) {
      this.strangers++;
      this.gap(at);
      return;
    }
    this.#bad ??= { cell: text, line: at.line };
    if (this.#kind === 'date' || !(isWrittenNumber(text, true) || isNearNumber(text))) this.#odd++;
    this.#value(Number.NaN, at);
  }
}
