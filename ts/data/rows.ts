/** Rows of a table as numbers. S rows, I inputs, O targets. */
export interface TableRows {
  readonly count: number;
  /** [S, I], row-major. */
  readonly x: Float64Array;
  /** [S, O], row-major. */
  readonly y: Float64Array;
  /** [S]: what must stay together, or when a row was; null: every row is by itself. */
  readonly group: Int32Array | null;
}

/** Rows without their copies, in an order that does not depend on the file's; `counts` [S]: how many each stands for. */
export interface DistinctRows extends TableRows {
  readonly counts: Float64Array;
}

/** Rows that are copies of each other, side by side: those of group g are `order` from `starts[g]` to `starts[g + 1]`. */
export interface Copies {
  readonly groups: number;
  /** [S] */
  readonly order: Uint32Array;
  /** [groups + 1] */
  readonly starts: Uint32Array;
}

/**
 * Brings copies together; groups are sorted by what they hold. Where rows of equal inputs have different targets (in a
 * table of categories, say), equal rows are observations of their own, and each is a group.
 */
export function copies(rows: TableRows): Copies {
  const together = equalRows(rows);
  const { count } = rows;
  if (count - together.groups < MANY * count || !isMixed(rows)) return together;
  return { ...together, groups: count, starts: Uint32Array.from({ length: count + 1 }, (_, row) => row) };
}

/** Shares of the rows: of copies that are looked at, and of rows of equal inputs and different targets. */
const MANY = 0.02;

/** Whether many rows have the inputs of others, but not their targets. */
function isMixed(rows: TableRows): boolean {
  const { groups, starts, order } = equalRows({ ...rows, y: new Float64Array() });
  let mixed = 0;
  for (let g = 0; g < groups; g++) {
    const alike = order.subarray(starts[g], starts[g + 1]);
    if (alike.some((row) => !haveEqualTargets(rows, row, alike[0] as number))) mixed += alike.length;
  }
  return mixed > MANY * rows.count;
}

function haveEqualTargets({ count, y }: TableRows, a: number, b: number): boolean {
  const width = widthOf(y, count);
  for (let o = 0; o < width; o++) if (y[a * width + o] !== y[b * width + o]) return false;
  return true;
}

function equalRows(rows: TableRows): Copies {
  const { count } = rows;
  const compare = comparison(rows);
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => compare(a, b) || a - b);
  const starts = new Uint32Array(count + 1);
  let groups = 0;
  order.forEach((row, place) => {
    if (place > 0 && compare(order[place - 1] as number, row) === 0) return;
    starts[groups++] = place;
  });
  starts[groups] = count;
  return { groups, order, starts: starts.slice(0, groups + 1) };
}

/** Copies of a row become one that counts as many times. */
export function distinctRows(rows: TableRows): DistinctRows {
  const { groups, order, starts } = copies(rows);
  const first = Uint32Array.from({ length: groups }, (_, g) => order[starts[g] as number] as number);
  const counts = Float64Array.from(
    { length: groups },
    (_, g) => (starts[g + 1] as number) - (starts[g] as number),
  );
  return { ...selectRows(rows, first), counts };
}

/** The rows of each group, by its name, in the order in which they first occur. */
export function groupsOf(names: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  names.forEach((name, row) => {
    const rows = groups.get(name);
    if (rows) rows.push(row);
    else groups.set(name, [row]);
  });
  return groups;
}

/** The rows numbered `chosen`, in that order. */
export function selectRows(rows: TableRows, chosen: ArrayLike<number>): TableRows {
  const numbers = Array.from(chosen);
  return {
    count: numbers.length,
    x: selectCells(rows.x, widthOf(rows.x, rows.count), numbers),
    y: selectCells(rows.y, widthOf(rows.y, rows.count), numbers),
    group: rows.group && Int32Array.from(numbers, (row) => rows.group?.[row] as number),
  };
}

/** Numbers of a row of `values` [count, width]. */
export function widthOf(values: Float64Array, count: number): number {
  return count === 0 ? 0 : values.length / count;
}

function selectCells(values: Float64Array, width: number, chosen: readonly number[]): Float64Array {
  const selected = new Float64Array(chosen.length * width);
  chosen.forEach((row, i) => {
    selected.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return selected;
}

/** By targets, then inputs, then groups. */
function comparison({ count, x, y, group }: TableRows): (a: number, b: number) => number {
  const [inputs, outputs] = [widthOf(x, count), widthOf(y, count)];
  const cells = (values: Float64Array, width: number, a: number, b: number) => {
    for (let i = 0; i < width; i++) {
      const difference = (values[a * width + i] as number) - (values[b * width + i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return (a, b) =>
    cells(y, outputs, a, b) ||
    cells(x, inputs, a, b) ||
    (group === null ? 0 : (group[a] as number) - (group[b] as number));
}
