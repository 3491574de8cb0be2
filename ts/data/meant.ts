import { isNumber, shorten } from './cell.ts';

const DATE = /^(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d{2}))(?:[ T].*)?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?$/i;
/** A sign of a currency before a number, a number, and letters or such a sign after it. */
const MEASURED = /^([\p{Sc}]?)\s*([+-]?[\d.,]*\d)\s*([^\d\s]*)$/u;

/** What the words of a column were meant as where they are dates, times or numbers in another spelling, for "the column ..."; null otherwise. */
export function meantAs(words: readonly string[]): string | null {
  const [first] = words;
  if (first === undefined) return null;
  if (words.every((word) => DATE.test(word))) {
    return `holds dates that are not written as 2024-12-31 ("${shorten(first)}")`;
  }
  if (words.every((word) => TIME.test(word)))
    return `holds times of a day that are not written as numbers, say of hours ("${shorten(first)}")`;
  const beside = new Set(words.map(besideNumber));
  return beside.size > 1 || beside.has(null)
    ? null
    : `holds numbers with something beside them ("${shorten(first)}")`;
}

/** What stands beside the number in a word; null where there is no number, or nothing beside it. */
function besideNumber(word: string): string | null {
  const [, before = '', number = '', after = ''] = MEASURED.exec(word) ?? [];
  return isNumber(number.replaceAll(',', '')) && before + after !== '' ? `${before} ${after}` : null;
}
