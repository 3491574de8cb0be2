const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/** Whether a cell has no value: empty, or R's NA. */
export function isMissing(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === 'NA';
}

/** Whether a cell is a decimal number (hexadecimal and decimal commas are text, and so are NaN and Inf). */
export function isNumber(text: string): boolean {
  return NUMBER.test(text.trim());
}

/** Whether a cell is neither a number, nor missing, nor NaN or infinity. */
export function isText(text: string): boolean {
  return !isMissing(text) && !isNumber(text) && !NOT_FINITE.test(text.trim());
}

/** How to write a number that has a per cent sign, a currency's or commas; null where a text is no such number. */
export function remedyFor(text: string): string | null {
  if (isNumber(text.replace(/%$/, ''))) return 'write the number without a per cent sign';
  const currency = /\p{Sc}/u.exec(text)?.[0];
  if (currency && isNumber(text.replace(currency, '').replaceAll(',', '')))
    return `write the number without "${currency}"`;
  if (isNumber(text.replaceAll(',', ''))) {
    return 'write the number without commas, and with a point before its decimals';
  }
  return null;
}

/** A text for a sentence: one line with at most 40 characters. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
