import { isNumber } from '../cell.ts';
import type { BadCell } from './complaint.ts';
import { type Growing, growingIntegers } from './growing.ts';
import type { At } from './kept-rows.ts';
import { DASH, type Missing } from './missing.ts';

/** Cells that hold a word which is not of a kind, and the first of them; dashes aside. */
export interface Others {
  cells: number;
  first: BadCell | null;
}

/** The words of a column, as they come. */
export class Words<Kind extends string> {
  readonly #missing: Missing;
  readonly #kinds: readonly { readonly isOfKind: (word: string) => boolean; readonly others: Others }[];
  readonly #others: Readonly<Record<Kind, Others>>;
  /** Of rows that are kept: places in the order of the words' first cells. */
  readonly #codes: Growing<Int32Array> = growingIntegers();
  #places = new Map<string, number>();
  /** Of each word, a bit for each kind that it is of. */
  #masks: number[] = [];
  #dashes = 0;
  #hasPlus = false;
  #lostDash = false;

  /** `kinds`: what a word may be besides, of which `others` tells how many are not. */
  constructor(missing: Missing, kinds: Readonly<Record<Kind, (word: string) => boolean>>) {
    this.#missing = missing;
    const named = (Object.keys(kinds) as Kind[]).map((kind) => ({
      kind,
      isOfKind: kinds[kind],
      others: { cells: 0, first: null },
    }));
    this.#kinds = named;
    this.#others = Object.fromEntries(named.map(({ kind, others }) => [kind, others])) as Record<
      Kind,
      Others
    >;
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

  push(text: string, { line, kept }: At): void {
    const word = text.endsWith('.0') && isNumber(text) ? text.slice(0, -2) : text;
    const known = this.#places.get(word);
    const mask = known === undefined ? this.#maskOf(word) : (this.#masks[known] as number);
    this.#count(word, mask, line);
    if (!kept) return;
    const place = known ?? this.#masks.length;
    if (known === undefined) {
      this.#places.set(word, place);
      this.#masks.push(mask);
    }
    this.#codes.push(place);
  }

  /** Of all rows, kept or not: the cells with words that are not of a kind. */
  others(kind: Kind): Readonly<Others> {
    return this.#others[kind];
  }

  /** Whether a dash above the first word was taken for a missing value though there are plus signs. */
  get hasLostSign(): boolean {
    return this.#lostDash && this.#hasPlus;
  }

  /** Leaves the rows for whose place `keep` is not 0, and their words. */
  thin(keep: Uint8Array): void {
    this.#codes.thin(keep);
    const codes = this.#codes.take();
    const words = Array.from(this.#places.keys());
    const masks = this.#masks;
    const places = new Int32Array(words.length).fill(-1);
    this.#places = new Map();
    this.#masks = [];
    for (const code of codes) {
      if (code >= 0 && places[code] === -1) {
        places[code] = this.#masks.length;
        this.#places.set(words[code] as string, this.#masks.length);
        this.#masks.push(masks[code] as number);
      }
      this.#codes.push(code < 0 ? -1 : (places[code] as number));
    }
  }

  take(): { levels: string[]; codes: Int32Array } {
    const sortedPlace = new Int32Array(this.#masks.length).fill(-1);
    if (!this.#hasPlus && this.#dashes > 0) this.#missing.count(DASH, this.#dashes);
    const words = Array.from(this.#places.keys()).filter((word) => word !== DASH || this.#hasPlus);
    const levels = sorted(words);
    const codes = this.#codes.take();
    levels.forEach((level, place) => {
      sortedPlace[this.#places.get(level) as number] = place;
    });
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (code >= 0) codes[row] = sortedPlace[code] as number;
    }
    return { levels, codes };
  }

  /** A dash is of every kind, for it may be a missing value. */
  #maskOf(word: string): number {
    return this.#kinds.reduce(
      (mask, { isOfKind }, kind) => (word === DASH || isOfKind(word) ? mask | (1 << kind) : mask),
      0,
    );
  }

  #count(word: string, mask: number, line: number): void {
    if (word === DASH) this.#dashes++;
    else if (word === '+') this.#hasPlus = true;
    this.#kinds.forEach(({ others }, kind) => {
      if ((mask & (1 << kind)) !== 0) return;
      others.cells++;
      others.first ??= { cell: word, line };
    });
  }
}

/** By value where all are numbers, else by code unit. */
function sorted(levels: string[]): string[] {
  return levels.every(isNumber) ? levels.sort((a, b) => Number(a) - Number(b)) : levels.sort();
}
