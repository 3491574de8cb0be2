import { isNumber } from '../cell.ts';

const COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(inf|infinity)$/i;

/** The number in a trimmed cell, with a point or, where `comma`, a comma before its decimals; null: none, or too large. */
export function numberIn(text: string, comma: boolean): number | null {
  if (isNumber(text)) return finite(text);
  return comma && COMMA.test(text) ? finite(text.replace(',', '.')) : null;
}

/** Whether a cell is no number but was meant as one: infinite, too large, with a per cent sign or grouped digits. */
export function isNearNumber(text: string): boolean {
  if (NOT_FINITE.test(text)) return true;
  return isNumber(text.replace(/%$/, '').replaceAll(',', ''));
}

function finite(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
