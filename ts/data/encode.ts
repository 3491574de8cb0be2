import type { Feature, NetworkColumn, Treatment } from '../schema/columns.ts';
import { datePart } from './calendar.ts';
import { shorten } from './cell.ts';
import { DataError } from './error.ts';
import { columnOf, type Frame, isGap, type UsableColumn } from './frame.ts';
import { dateText } from './read/date.ts';

/** The number that a feature has in a row; NaN where a gap has no fill. */
type Reader = (row: number) => number;

/**
 * The numbers that a network takes for the rows of a table: [S, F], row-major. NaN where a value is missing and nothing
 * stands for it. A word that has no feature is zero in all of its column's; but where a column has two words, another is
 * missing. Throws DataError where a column is absent or of another kind.
 */
export function encode({ columns, features }: Treatment, frame: Frame): Float64Array {
  const sources = columns.map((column) => sourceOf(column, frame));
  const encoded = new Float64Array(frame.rows * features.length);
  features.forEach((feature, place) => {
    const column = columns[feature.column] as NetworkColumn;
    const source = sources[feature.column] as UsableColumn;
    const own = features.filter((other) => other.column === feature.column);
    const read = reader(feature, column, source, own);
    for (let row = 0; row < frame.rows; row++) encoded[row * features.length + place] = read(row);
  });
  return encoded;
}

/** The frame's column, of the kind that the network takes or without any value. */
function sourceOf(wanted: NetworkColumn, frame: Frame): UsableColumn {
  const column = columnOf(frame, wanted.name);
  if (column.kind === wanted.kind || wanted.kind === 'category') return column;
  const row = Array.from({ length: frame.rows }, (_, each) => each).find((each) => !isGap(column, each));
  if (row === undefined) return column;
  const cell = shorten(textAt(column, row));
  throw new DataError(
    `${frame.place(row)}: column "${wanted.name}" has "${cell}", where the network takes a ${wanted.kind}.`,
  );
}

function reader(
  { takes, level }: Feature,
  column: NetworkColumn,
  source: UsableColumn,
  own: readonly Feature[],
): Reader {
  if (takes === 'missing') return (row) => (isGap(source, row) ? 1 : 0);
  if (takes === 'level') return levelReader(level as string, column, source, own);
  const fill = column.fill ?? Number.NaN;
  const value = (row: number) =>
    isGap(source, row) ? fill : ((source as { values: Float64Array }).values[row] as number);
  return takes === 'value' ? value : (row) => datePart(takes, value(row));
}

function levelReader(
  level: string,
  { levels }: NetworkColumn,
  source: UsableColumn,
  own: readonly Feature[],
): Reader {
  const isPair = levels?.length === 2 && own.length === 1;
  const gap = own.some(({ takes }) => takes === 'missing') ? 0 : Number.NaN;
  const ofWord = (word: string) => (word === level ? 1 : isPair && !levels.includes(word) ? Number.NaN : 0);
  if (source.kind !== 'category') return (row) => (isGap(source, row) ? gap : ofWord(textAt(source, row)));
  const ofCode = source.levels.map(ofWord);
  return (row) => ofCode[source.codes[row] as number] ?? gap;
}

function textAt(column: UsableColumn, row: number): string {
  if (column.kind === 'category') return column.levels[column.codes[row] as number] as string;
  const value = column.values[row] as number;
  return column.kind === 'date' ? dateText(value) : String(value);
}
