import { isNumber } from '../cell.ts';

/** What stands before the decimals of a number. */
export type Decimal = '.' | ',';

const COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
/** Thousands apart, by the same sign throughout: the other one, a space, or an apostrophe as the Swiss have it. */
const GROUPED: Readonly<Record<Decimal, RegExp>> = {
  '.': /^[+-]?[1-9]\d{0,2}([,\s'’])\d{3}(?:\1\d{3})*(?:\.\d*)?$/,
  ',': /^[+-]?[1-9]\d{0,2}([.\s'’])\d{3}(?:\1\d{3})*(?:,\d*)?$/,
};
/** A number with a per cent sign or the sign of a currency on one side: sign, sign before, number, sign after. */
const MARKED = /^([+-]?)\s*(\p{Sc}?)\s*([\d.,](?:[^%\p{Sc}]*[\d.,])?)\s*([%\p{Sc}]?)$/u;
const NOT_FINITE = /^[+-]?(inf|infinity)$/i;

/** The number in a trimmed cell; null: none, or too large. */
export function numberIn(text: string, decimal: Decimal): number | null {
  if (isNumber(text) && (decimal === '.' || !text.includes('.'))) return finite(text);
  if (isGrouped(text, decimal)) {
    const digits = text.replaceAll(/[\s'’]/g, '').replaceAll(decimal === '.' ? ',' : '.', '');
    return finite(digits.replace(',', '.'));
  }
  return decimal === ',' && isCommaNumber(text) ? finite(text.replace(',', '.')) : null;
}

/** Whether a text is a number with a comma before its decimals, and nothing between thousands. */
export function isCommaNumber(text: string): boolean {
  return COMMA.test(text);
}

/** Whether the thousands of a number stand apart. */
export function isGrouped(text: string, decimal: Decimal): boolean {
  return GROUPED[decimal].test(text);
}

/** A number and what stands beside it: a per cent sign, a currency's, or nothing. Null where a text is not of that kind. */
export function unmarked(text: string): { mark: string; number: string } | null {
  const [whole, sign = '', before = '', number = '', after = ''] = MARKED.exec(text) ?? [];
  return whole === undefined || (before && after) ? null : { mark: before || after, number: sign + number };
}

/** Whether a cell holds a number in one of the spellings that are read; `comma`: decimals may come after a comma. */
export function isWrittenNumber(text: string, comma: boolean): boolean {
  if (isNumber(text)) return finite(text) !== null;
  const number = unmarked(text)?.number;
  if (number === undefined) return false;
  return numberIn(number, '.') !== null || (comma && numberIn(number, ',') !== null);
}

/** Whether a cell is no number but was meant as one: infinite, too large, or with commas where they mean nothing. */
export function isNearNumber(text: string): boolean {
  if (NOT_FINITE.test(text)) return true;
  return isNumber((unmarked(text)?.number ?? text).replaceAll(',', ''));
}

function finite(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
