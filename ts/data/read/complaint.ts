import { isNumber, remedyFor, shorten } from '../cell.ts';

/** A cell that does not go with the others of its column. */
export interface BadCell {
  readonly cell: string;
  /** Names its row. */
  readonly line: number;
  /** What stands beside the numbers of other cells, where it does not beside that of this one. */
  readonly others?: string;
}

/**
 * One sentence on a bad cell at `place` (`a.csv:7`) in a column that otherwise holds `others`; `mayBeWords`: whether the user
 * may have the column read as words.
 */
export function complaintOf(
  { cell, others: mark }: BadCell,
  place: string,
  column: string,
  others: 'numbers' | 'dates',
  mayBeWords: boolean,
): string {
  const where = `${place}: column "${column}" has`;
  if (others === 'dates')
    return `${where} the text "${shorten(cell)}" among dates: ${remedies(cell, mayBeWords ? column : null)}.`;
  if (mark !== undefined)
    return `${where} the text "${shorten(cell)}" among numbers with "${mark}" beside them: write all in one unit.`;
  if (isNumber(cell)) {
    const why = Number.isFinite(Number(cell)) ? 'has a point among decimal commas' : 'is too large a number';
    return `${where} ${cell}, which ${why}.`;
  }
  if (/^[+-]?inf/i.test(cell)) {
    return `${where} ${cell}; leave a cell empty where its value is not known.`;
  }
  const remedy = remedyFor(cell);
  if (remedy !== null) return `${where} the text "${shorten(cell)}"; ${remedy}.`;
  return `${where} the text "${shorten(cell)}" among numbers: ${remedies(cell, mayBeWords ? column : null)}.`;
}

/** `column`: null where what its cells mean is known, as to a network. */
function remedies(cell: string, column: string | null): string {
  const words = column === null ? '' : `, or the column as words (--category ${quoted(column)})`;
  return `correct it, or have it read as missing (--missing ${quoted(cell)})${words}`;
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
