import { isNumber } from './cell.ts';
import type { Row } from './records.ts';

const SEPARATORS = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' };

/** Why a header may lack the column `name`, for the end of a sentence; null where that is not known. */
export function causeOfLack(header: readonly string[], name: string): string | null {
  const separator = separatorOf(header);
  if (separator !== null) return `its columns seem to be separated by ${separator}, not by commas`;
  if (header.length === 1 && header[0]?.split(/\s+/).includes(name)) {
    return 'its columns seem to be separated by spaces, not by commas';
  }
  return causeOfNumbers(header);
}

/** What is wrong with a header in which every name is a number. */
export function causeOfNumbers(header: readonly string[]): string | null {
  if (!header.every(isNumber)) return null;
  return 'its first line holds numbers: a line with the names of the columns seems to be missing';
}

/** Why a row may have another number of fields than the header. */
export function causeOfUneven({ fields }: Row, header: readonly string[]): string | null {
  if (isComment(header) || isComment(fields)) {
    return 'lines that start with "#" are not read as comments: remove them';
  }
  const separator = separatorOf(header);
  return separator === null ? null : `the columns seem to be separated by ${separator}, not by commas`;
}

function separatorOf([first = '', ...others]: readonly string[]): string | null {
  if (others.length > 0) return null;
  return Object.entries(SEPARATORS).find(([sign]) => first.includes(sign))?.[1] ?? null;
}

function isComment(fields: readonly string[]): boolean {
  return fields[0]?.startsWith('#') === true;
}
