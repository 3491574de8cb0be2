import { DataError } from '../../data/error.ts';
import type { Order } from '../../data/folds.ts';
import { columnOf, isGap, wordOf } from '../../data/frame.ts';
import { groupsOf, selectRows, type TableRows } from '../../data/rows.ts';
import { splitTable, TRAIN } from '../../data/split.ts';
import { targetWidth } from '../../data/target.ts';
import type { TableParameters } from '../../schema/types.ts';
import type { Asked } from './asked.ts';

/** What test rows and folds keep to, and the group of each row. */
export interface Split {
  readonly by: Order['by'];
  readonly group: Int32Array | null;
}

/** The column that rows are split by; null: by none. */
export function dealtBy({ split_by }: TableParameters): string | null {
  return split_by === 'random' ? null : split_by.slice(split_by.indexOf(':') + 1);
}

export function splitOf(parameters: TableParameters, { frame, rows, target }: Asked): Split {
  const name = dealtBy(parameters);
  if (name === null) return { by: target.kind === 'classification' ? 'classes' : 'nothing', group: null };
  const column = columnOf(frame, name);
  const gap = rows.find((row) => isGap(column, row));
  if (gap !== undefined)
    throw new DataError(`${frame.place(gap)}: column "${name}" has no value to split by.`);
  const values: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
  const sorted = [...new Set(rows.map((row) => values[row] as number))].sort((a, b) => a - b);
  const numbers = new Map(sorted.map((value, place) => [value, place]));
  const group = Int32Array.from(rows, (row) => numbers.get(values[row] as number) as number);
  return { by: parameters.split_by.startsWith('time:') ? 'time' : 'groups', group };
}

/** The group of each row that is asked for, as the column `by` says it; without one all are of one. */
export function namesOf({ frame, rows }: Asked, by: string | null): string[] {
  if (by === null) return rows.map(() => '');
  const column = columnOf(frame, by);
  return rows.map((row) => {
    if (isGap(column, row)) {
      throw new DataError(
        `${frame.place(row)}: column "${by}" has no value, so that the row is of no group: give it one, or take the row out.`,
      );
    }
    return wordOf(column, row);
  });
}

/**
 * The part of each row that is asked for, [S]: the rows of each group are split by themselves. Beside a file of test rows
 * there are none among these. Groups of fewer rows than parts are training rows.
 */
export function cutEach(
  { split, seed, test }: TableParameters,
  asked: Asked,
  { by, group }: Split,
  names: readonly string[],
): Uint8Array {
  const [train = 0, validation = 0] = split;
  const proportions = test === null ? split : [train, validation, 0];
  const all = { ...keysOf(asked), group };
  const groups = groupsOf(names);
  if (groups.size === 1) return splitTable(all, proportions, by, seed);
  const part = new Uint8Array(all.count).fill(TRAIN);
  for (const places of groups.values()) {
    if (places.length < proportions.length) continue;
    const rows = selectRows(all, places);
    splitTable(rows, proportions, by, seed).forEach((each, i) => {
      part[places[i] as number] = each;
    });
  }
  return part;
}

/** What tells rows apart before their columns are treated: the inputs as they are. */
function keysOf({ frame, inputs, target, rows, places }: Asked): Omit<TableRows, 'group'> {
  const columns = inputs.map((name) => columnOf(frame, name));
  const x = new Float64Array(rows.length * columns.length);
  columns.forEach((column, i) => {
    const values: ArrayLike<number> = column.kind === 'category' ? column.codes : column.values;
    rows.forEach((row, place) => {
      const value = values[row] as number;
      x[place * columns.length + i] = Number.isNaN(value) ? Number.MAX_VALUE : value;
    });
  });
  const width = targetWidth(target);
  const y = Float64Array.from(
    places.flatMap((place) => Array.from({ length: width }, (_, o) => target.y[place * width + o] as number)),
  );
  return { count: rows.length, x, y };
}
