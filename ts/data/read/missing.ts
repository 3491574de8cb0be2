import { numberIn } from './number.ts';

/** Words that stand for an unknown value in tables that programs write. */
const WORDS = ['', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?'];
/** Missing, too, but not in a column of plus and minus signs. */
export const DASH = '-';

/** Which cells have no value, and how many such cells were met. */
export class Missing {
  readonly #words: ReadonlySet<string>;
  readonly #numbers: ReadonlySet<number>;
  readonly #met = new Map<string, number>();

  /** `more`: words and numbers besides the usual ones. A number is missing in every spelling. */
  constructor(more: readonly string[]) {
    this.#words = new Set([...WORDS, ...more]);
    this.#numbers = new Set(
      more.map((word) => numberIn(word, '.') ?? numberIn(word, ',')).filter((value) => value !== null),
    );
  }

  word(text: string): boolean {
    if (!this.#words.has(text)) return false;
    if (text !== '') this.count(text, 1);
    return true;
  }

  number(value: number): boolean {
    if (this.#numbers.size === 0 || !this.#numbers.has(value)) return false;
    this.count(String(value), 1);
    return true;
  }

  count(text: string, cells: number): void {
    this.#met.set(text, (this.#met.get(text) ?? 0) + cells);
  }

  /** A sentence on the words that were met, empty cells aside; null where there were none. */
  said(file: string): string | null {
    if (this.#met.size === 0) return null;
    const cells = Array.from(this.#met.values()).reduce((sum, count) => sum + count, 0);
    const words = Array.from(this.#met.keys(), (word) => `"${word}"`).join(', ');
    return `${file}: ${cells} ${cells === 1 ? 'cell is' : 'cells are'} read as missing (${words}).`;
  }
}
