import type { Feature, NetworkColumn, Treatment } from '../schema/columns.ts';
import { DATE_PARTS, datePart } from './calendar.ts';
import { DataError } from './error.ts';
import {
  type CategoryColumn,
  columnOf,
  type DateColumn,
  type Frame,
  isGap,
  type NumberColumn,
} from './frame.ts';
import { median } from './median.ts';

/** What is done with rows in which an input is missing. */
export type Gaps = 'fill' | 'drop' | 'error';

const MOST_FEATURES = 256;
/** Gaps in this share of the rows make a feature. */
const MANY_GAPS = 0.05;
const MOST_LEVELS = 12;

/** What a column becomes, its features without their place. */
interface Treated {
  readonly column: NetworkColumn;
  readonly features: readonly Omit<Feature, 'column'>[];
}

/** Learns from `rows`, those that are no test rows, how the columns `inputs` become numbers. Columns that tell nothing there are left out. */
export function fitTreatment(frame: Frame, inputs: readonly string[], rows: ArrayLike<number>): Treatment {
  const treated = inputs
    .map((name) => treat(frame, name, rows))
    .filter(({ features }) => features.length > 0);
  const features = treated.flatMap((each, column) =>
    each.features.map((feature) => ({ ...feature, column })),
  );
  if (features.length === 0) throw new DataError(`${frame.file}: no input differs between the rows.`);
  if (features.length > MOST_FEATURES) {
    throw new DataError(
      `${frame.file}: the inputs make ${features.length} numbers a row and a network takes at most ${MOST_FEATURES}: choose fewer (--inputs), or leave some out (--drop).`,
    );
  }
  return { columns: treated.map(({ column }) => column), features };
}

/** The rows of a table that stay: all under `fill`, those without gaps in `inputs` under `drop`. Throws DataError for a gap under `error`. */
export function rowsUnder(gaps: Gaps, frame: Frame, inputs: readonly string[]): number[] {
  const rows = Array.from({ length: frame.rows }, (_, row) => row);
  if (gaps === 'fill') return rows;
  const columns = inputs.map((name) => columnOf(frame, name));
  const gapIn = (row: number) => columns.find((column) => isGap(column, row));
  if (gaps === 'drop') return rows.filter((row) => gapIn(row) === undefined);
  const first = rows.find((row) => gapIn(row) !== undefined);
  if (first === undefined) return rows;
  throw new DataError(`${frame.place(first)}: column "${gapIn(first)?.name}" has no value (--gaps error).`);
}

/** The fewest of `rows` rows in which a word stands that gets a feature. */
export function fewestFor(rows: number): number {
  return Math.max(5, Math.ceil(rows / 100));
}

function treat(frame: Frame, name: string, rows: ArrayLike<number>): Treated {
  const column = columnOf(frame, name);
  switch (column.kind) {
    case 'number':
      return treatNumber(column, rows);
    case 'category':
      return treatCategory(column, rows);
    case 'date':
      return treatDate(column, rows);
  }
}

function treatNumber(column: NumberColumn, rows: ArrayLike<number>): Treated {
  const { name } = column;
  const known = knownValues(column, rows);
  const value = { name, takes: 'value', level: null } as const;
  return {
    column: { name, kind: 'number', fill: fillOf(known, rows), levels: null },
    features: known.length === 0 ? [] : [value, ...missingWhereMany(name, known, rows)],
  };
}

function treatDate(column: DateColumn, rows: ArrayLike<number>): Treated {
  const { name } = column;
  const known = knownValues(column, rows);
  const parts = DATE_PARTS.filter((part) => {
    const first = datePart(part, known[0] as number);
    return known.some((seconds) => datePart(part, seconds) !== first);
  });
  const features = parts.map((part) => ({ name: `${name}: ${part}`, takes: part, level: null }));
  return {
    column: { name, kind: 'date', fill: fillOf(known, rows), levels: null },
    features: known.length === 0 ? [] : [...features, ...missingWhereMany(name, known, rows)],
  };
}

function treatCategory(column: CategoryColumn, rows: ArrayLike<number>): Treated {
  const { name } = column;
  const counts = new Float64Array(column.levels.length);
  let gaps = 0;
  for (let index = 0; index < rows.length; index++) {
    const code = column.codes[rows[index] as number] as number;
    if (code < 0) gaps++;
    else counts[code] = (counts[code] as number) + 1;
  }
  const seen = Array.from(counts.keys()).filter((code) => counts[code] !== 0);
  const isPair = seen.length === 2 && gaps === 0;
  const chosen = isPair ? seen : frequent(counts, rows.length);
  const levels = chosen.map((code) => column.levels[code] as string);
  const features = (isPair ? levels.slice(1) : levels).map((level) => ({
    name: `${name} = ${level}`,
    takes: 'level' as const,
    level,
  }));
  const isConstant = seen.length === 0 || (seen.length === 1 && gaps === 0);
  const missing = gaps > 0 ? [missingFeature(name)] : [];
  return {
    column: { name, kind: 'category', fill: null, levels },
    features: isConstant ? [] : [...features, ...missing],
  };
}

/** The commonest levels that are common enough, in the order of the levels. */
function frequent(counts: Float64Array, rows: number): number[] {
  const fewest = fewestFor(rows);
  const common = Array.from(counts.keys()).filter((code) => (counts[code] as number) >= fewest);
  const byCount = common.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  return byCount.slice(0, MOST_LEVELS).sort((a, b) => a - b);
}

function missingWhereMany(name: string, known: Float64Array, rows: ArrayLike<number>): Treated['features'] {
  const gaps = rows.length - known.length;
  return gaps > 0 && gaps >= MANY_GAPS * rows.length ? [missingFeature(name)] : [];
}

function missingFeature(name: string): Treated['features'][number] {
  return { name: `${name} is missing`, takes: 'missing', level: null };
}

/** The median, where gaps are to be filled. `known`: the values of `rows` that are not missing. */
function fillOf(known: Float64Array, rows: ArrayLike<number>): number | null {
  return known.length === rows.length || known.length === 0 ? null : median(known);
}

/** The values of a column in `rows`, without the missing ones. */
function knownValues({ values }: NumberColumn | DateColumn, rows: ArrayLike<number>): Float64Array {
  const known = new Float64Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const value = values[rows[index] as number] as number;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  return known.slice(0, count);
}
