import { isNumber } from '../cell.ts';
import type { BadCell } from './complaint.ts';
import { type Growing, growingIntegers } from './growing.ts';
import { DASH, type Missing } from './missing.ts';

/** The words of a column, as they come. */
export class Words {
  readonly #missing: Missing;
  readonly #codes: Growing<Int32Array> = growingIntegers();
  readonly #places = new Map<string, number>();
  readonly #counts: number[] = [];
  /** The row in which each word comes first. */
  readonly #firsts: number[] = [];
  #lostDash = false;

  constructor(missing: Missing) {
    this.#missing = missing;
  }

  /** Whether a cell has no value. A dash is kept among words, for a minus sign, until it is known that none is a plus sign. */
  isMissing(text: string, amongWords: boolean): boolean {
    if (this.#missing.word(text)) return true;
    if (text !== DASH || amongWords) return false;
    this.#lostDash = true;
    this.#missing.count(DASH, 1);
    return true;
  }

  gap(): void {
    this.#codes.push(-1);
  }

  push(text: string, row: number): void {
    const word = text.endsWith('.0') && isNumber(text) ? text.slice(0, -2) : text;
    let place = this.#places.get(word);
    if (place === undefined) {
      place = this.#counts.length;
      this.#places.set(word, place);
      this.#counts.push(0);
      this.#firsts.push(row);
    }
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#codes.push(place);
  }

  /** How many cells hold a word that is not of a kind, dashes aside. */
  countNot(isOfKind: (word: string) => boolean): number {
    return this.#not(isOfKind).reduce((cells, [, place]) => cells + (this.#counts[place] as number), 0);
  }

  /** The first cell with a word that is not of a kind, dashes aside. */
  firstNot(isOfKind: (word: string) => boolean): BadCell | null {
    const [first] = this.#not(isOfKind);
    return first === undefined ? null : { cell: first[0], row: this.#firsts[first[1]] as number };
  }

  #not(isOfKind: (word: string) => boolean): [string, number][] {
    return Array.from(this.#places).filter(([word]) => word !== DASH && !isOfKind(word));
  }

  /** Whether a dash above the first word was taken for a missing value though there are plus signs. */
  get hasLostSign(): boolean {
    return this.#lostDash && this.#places.has('+');
  }

  take(): { levels: string[]; codes: Int32Array } {
    const dash = this.#places.get(DASH);
    if (dash !== undefined && !this.#places.has('+')) {
      this.#places.delete(DASH);
      this.#missing.count(DASH, this.#counts[dash] as number);
    }
    const levels = sorted(Array.from(this.#places.keys()));
    const codes = this.#codes.take();
    const sortedPlace = new Int32Array(this.#counts.length).fill(-1);
    levels.forEach((level, place) => {
      sortedPlace[this.#places.get(level) as number] = place;
    });
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (code >= 0) codes[row] = sortedPlace[code] as number;
    }
    return { levels, codes };
  }
}

/** By value where all are numbers, else by code unit. */
function sorted(levels: string[]): string[] {
  return levels.every(isNumber) ? levels.sort((a, b) => Number(a) - Number(b)) : levels.sort();
}
