import { DataError } from '../../data/error.ts';
import type { Order } from '../../data/folds.ts';
import { columnOf, isGap } from '../../data/frame.ts';
import type { TableRows } from '../../data/rows.ts';
import { splitTable } from '../../data/split.ts';
import { targetWidth } from '../../data/target.ts';
import type { TableParameters } from '../../schema/types.ts';
import type { Asked } from './asked.ts';

/** What test rows and folds keep to, and the group of each row. */
export interface Split {
  readonly by: Order['by'];
  readonly group: Int32Array | null;
}

export function dealtBy({ split_by }: TableParameters): string[] {
  return split_by === 'random' ? [] : [split_by.slice(split_by.indexOf(':') + 1)];
}

export function splitOf(parameters: TableParameters, { frame, rows, target }: Asked): Split {
  const [name] = dealtBy(parameters);
  if (name === undefined)
    return { by: target.kind === 'classification' ? 'classes' : 'nothing', group: null };
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

export function cut({ split, seed }: TableParameters, asked: Asked, { by, group }: Split): Uint8Array {
  const { count, x, y } = keysOf(asked);
  return splitTable({ count, x, y, group }, split, by, seed);
}

/** All rows of the file beside a file of test rows: there are none among them. */
export function partsBeside(parameters: TableParameters, asked: Asked, split: Split): Uint8Array {
  const [train = 0, validation = 0] = parameters.split;
  return cut({ ...parameters, split: [train, validation, 0] }, asked, split);
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
