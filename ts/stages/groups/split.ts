import { groupsOf, selectRows } from '../../data/rows.ts';
import { TEST } from '../../data/split.ts';
import type { GroupsFile } from '../../schema/types.ts';
import type { GroupedTable } from '../prepare/table.ts';
import { partCounts, type SplitTable } from '../tables/table.ts';

/** A group's own table. */
export interface Group {
  readonly name: string;
  readonly table: SplitTable;
}

export interface SplitGroups {
  readonly groups: readonly Group[];
  /** Groups that nothing can be learned from. */
  readonly leftOut: GroupsFile['left_out'];
}

/** Fewer rows than these, test rows apart, are not fitted: their third is a number and a half. */
const FEWEST = 5;

/** The table of each group, by name; numbers within names by their value. */
export function splitGroups({ table, names }: GroupedTable): SplitGroups {
  const groups: Group[] = [];
  const leftOut: GroupsFile['left_out'] = [];
  for (const [name, rows] of sorted(groupsOf(names))) {
    const own = tableOf(table, name, rows);
    const reason = whyNot(own);
    if (reason === null) groups.push({ name, table: own });
    else leftOut.push({ name, rows: rows.length, reason });
  }
  return { groups, leftOut };
}

function sorted(groups: ReadonlyMap<string, readonly number[]>): [string, readonly number[]][] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...groups].sort(([a], [b]) => compare(a, b) || (a < b ? -1 : 1));
}

function tableOf({ card, x, y, part, group }: SplitTable, name: string, rows: readonly number[]): SplitTable {
  const chosen = selectRows({ count: part.length, x, y, group }, rows);
  const parts = Uint8Array.from(rows, (row) => part[row] as number);
  return {
    card: {
      ...card,
      table: `${card.table}, ${name}`,
      rows: { read: rows.length, dropped: 0, ...partCounts(parts) },
    },
    x: chosen.x,
    y: chosen.y,
    part: parts,
    group: chosen.group,
  };
}

/** Why no network is looked for; null where there is one to be found. */
function whyNot({ card, x, y, part, group }: SplitTable): string | null {
  const fitted = Array.from(part.keys()).filter((row) => part[row] !== TEST);
  const { length } = fitted;
  if (length < FEWEST)
    return `has ${length} ${length === 1 ? 'row' : 'rows'} besides its test rows, fewer than ${FEWEST}`;
  if (fitted.length === part.length) return 'has no test rows';
  const rows = selectRows({ count: part.length, x, y, group }, fitted);
  const varies = (values: Float64Array) => {
    const width = values.length / rows.count;
    return values.some((value, place) => place >= width && value !== values[place % width]);
  };
  if (!varies(rows.y)) return `has one value of ${card.target} in all rows`;
  return varies(rows.x) ? null : 'has inputs that are the same in all rows';
}
