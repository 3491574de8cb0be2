import { isNumber, remedyFor, shorten } from '../cell.ts';

/** A cell that does not go with the others of its column. */
export interface BadCell {
  readonly cell: string;
  /** Names its row. */
  readonly line: number;
}

/** One sentence on a bad cell at `place` (`a.csv:7`) in a column that otherwise holds `others`. */
export function complaintOf(
  { cell }: BadCell,
  place: string,
  column: string,
  others: 'numbers' | 'dates',
): string {
  const where = `${place}: column "${column}" has`;
  if (others === 'dates')
    return `${where} the text "${shorten(cell)}" among dates: ${remedies(cell, column)}.`;
  if (isNumber(cell)) {
    const why = Number.isFinite(Number(cell)) ? 'has a point among decimal commas' : 'is too large a number';
    return `${where} ${cell}, which ${why}.`;
  }
  if (/^[+-]?inf/i.test(cell)) {
    return `${where} ${cell}; leave a cell empty where its value is not known.`;
  }
  const remedy = remedyFor(cell);
  if (remedy !== null) return `${where} the text "${shorten(cell)}"; ${remedy}.`;
  return `${where} the text "${shorten(cell)}" among numbers: ${remedies(cell, column)}.`;
}

function remedies(cell: string, column: string): string {
  return `correct it, or have it read as missing (--missing ${quoted(cell)}), or the column as words (--category ${quoted(column)})`;
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
