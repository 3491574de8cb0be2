import { isNumber } from '../cell.ts';
import type { BadCell } from './complaint.ts';
import { type Decimal, isCommaNumber, isGrouped, numberIn, unmarked } from './number.ts';

/** How the numbers of a column are written: what stands beside them, between thousands, and before decimals. */
export class Spelling {
  readonly #isFixed: boolean;
  /** What may stand before decimals, as far as cells have shown. */
  readonly #can: Record<Decimal, boolean>;
  /** The first cell that was read with each before its decimals, of those of which it matters. */
  readonly #read = new Map<Decimal, BadCell>();
  /** The first cell with each sign beside its number, and of those with nothing beside them. */
  readonly #firsts = new Map<string, BadCell>();
  #hasPlain = false;
  #grouped: string | null = null;

  /** `comma`: whether decimals may come after a comma; `decimal`: what an earlier pass has found before them. */
  constructor(comma: boolean, decimal: Decimal | null) {
    this.#isFixed = decimal !== null;
    this.#can = { '.': decimal !== ',', ',': decimal === null ? comma : decimal === ',' };
  }

  /** The number in a cell; null where there is none, and for a point among decimal commas and the reverse. */
  take(cell: string, line: number): number | null {
    // Most cells are plain, and there may be millions.
    if (isNumber(cell) && !(this.#can[','] && cell.includes('.')))
      return this.#plain(Number(cell), cell, line);
    if (!this.#can['.'] && isCommaNumber(cell))
      return this.#plain(Number(cell.replace(',', '.')), cell, line);
    const { mark, number } = unmarked(cell) ?? { mark: '', number: cell };
    const decimal = this.#decimalOf(number, { cell, line });
    return decimal === null ? null : this.#counted(number, mark, line, decimal, cell);
  }

  /** As what a number is to be read: where both are possible, its one sign stands before decimals. */
  #decimalOf(number: string, cell: BadCell): Decimal | null {
    const is = (decimal: Decimal) => this.#can[decimal] && numberIn(number, decimal) !== null;
    const [point, comma] = [is('.'), is(',')];
    if (!point && !comma) return null;
    if (!/[.,]/.test(number)) return '.';
    if (!point) this.#can['.'] = false;
    if (!comma) this.#can[','] = false;
    const decimal = point && comma ? (number.includes(',') ? ',' : '.') : point ? '.' : ',';
    if (!this.#read.has(decimal)) this.#read.set(decimal, cell);
    return decimal;
  }

  #plain(value: number, cell: string, line: number): number | null {
    if (!Number.isFinite(value)) return null;
    if (!this.#hasPlain) this.#firsts.set('', { cell, line });
    this.#hasPlain = true;
    return value;
  }

  #counted(number: string, mark: string, line: number, decimal: Decimal, cell = number): number | null {
    const value = numberIn(number, decimal);
    if (value === null) return null;
    if (!this.#firsts.has(mark)) this.#firsts.set(mark, { cell, line });
    if (mark === '') this.#hasPlain = true;
    if (cell !== number || !isNumber(number)) this.#grouped ??= isGrouped(number, decimal) ? cell : null;
    return value;
  }

  /** What stands before decimals where cells leave no choice; null where they do, or where no cell has a sign that could. */
  get decimal(): Decimal | null {
    if (this.#read.size === 0 || this.#can['.'] === this.#can[',']) return null;
    return this.#can['.'] ? '.' : ',';
  }

  /** As what the column must be read again, where it was not; `elsewhere`: what stands before decimals in other columns. */
  again(elsewhere: Decimal | null): Decimal | null {
    const decimal = this.decimal ?? elsewhere;
    if (this.#isFixed || decimal === null || !this.#can[decimal]) return null;
    return [...this.#read.keys()].every((read) => read === decimal) ? null : decimal;
  }

  /** A cell that does not go with the others, for what stands beside its number or before its decimals. */
  get conflict(): BadCell | null {
    // "1,234" and "1.234": one of them has thousands apart, and nothing says which.
    const [, other] = this.#read.values();
    if (other !== undefined) return other;
    const marks = [...this.#firsts.keys()];
    if (marks.length < 2) return null;
    const odd = marks.find((mark) => mark !== '' && mark !== marks[0]) ?? (marks[0] as string);
    const others = marks.find((mark) => mark !== odd) as string;
    const { cell, line } = this.#firsts.get(odd) as BadCell;
    return { cell, line, ...(others === '' ? {} : { others }) };
  }

  /** Whether decimal commas were read. */
  get hasCommas(): boolean {
    return this.#read.has(',');
  }

  /** What is left out of the cells of the column `name` to read them as numbers, in sentences. */
  notes(name: string): string[] {
    const [mark = ''] = this.#firsts.keys();
    const [unsure] = this.#read.values();
    const notes: string[] = [];
    if (mark !== '') notes.push(`column "${name}": numbers are read without the "${mark}" beside them`);
    if (this.#grouped !== null)
      notes.push(`column "${name}": what stands between thousands is left out ("${this.#grouped}")`);
    if (unsure !== undefined && this.#can['.'] && this.#can[','])
      notes.push(
        `column "${name}": "${unsure.cell}" is read as less than a thousand; write it without the sign if that is wrong`,
      );
    return notes;
  }
}
