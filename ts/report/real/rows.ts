import { median } from '../table.ts';

/** What a method reached on a split of a real table: a row of results/real.json. */
export interface RealRow {
  readonly table: string;
  readonly task: RealTask;
  /** To fit and to test together. */
  readonly rows: number;
  /** Columns before encoding. */
  readonly inputs: number;
  /** 0 for a regression. */
  readonly classes: number;
  readonly method: string;
  readonly seed: number;
  readonly seconds: number;
  /** R2 or accuracy on the test rows; null where it is not finite. */
  readonly score: number | null;
  /** Numbers of the model that are not 0; null where they are not counted. */
  readonly nonzeros: number | null;
  /** Mean squared error in the target's unit squared, or log loss, on the test rows. */
  readonly loss: number | null;
}

export type RealTask = 'regression' | 'classification';

/** A table with what every method reached on it: medians over its splits. */
export interface RealTable extends Pick<RealRow, 'table' | 'task' | 'rows' | 'inputs' | 'classes'> {
  readonly splits: number;
  readonly methods: ReadonlyMap<string, RealScore>;
}

export interface RealScore {
  readonly score: number;
  /** NaN where they are not counted. */
  readonly nonzeros: number;
  readonly seconds: number;
}

/** What a score that is not finite counts as: worse than any constant. */
const FAILED = -1;

/**
 * The tables in the order of their first rows. Where `ours` did a part of the splits, the others' medians are over
 * the same ones.
 */
export function tablesOf(rows: readonly RealRow[], ours: string): RealTable[] {
  return [...groupBy(rows, ({ table }) => table).values()].map((own) => {
    const done = own.filter(({ method }) => method === ours);
    const seeds = new Set((done.length > 0 ? done : own).map(({ seed }) => seed));
    const shared = own.filter(({ seed }) => seeds.has(seed));
    const { table, task, rows: count, inputs, classes } = own[0] as RealRow;
    const methods = Array.from(
      groupBy(shared, ({ method }) => method),
      ([method, each]): [string, RealScore] => [method, middle(each)],
    );
    return { table, task, rows: count, inputs, classes, splits: seeds.size, methods: new Map(methods) };
  });
}

/** Node 20 has no Map.groupBy. */
function groupBy(rows: readonly RealRow[], keyOf: (row: RealRow) => string): Map<string, RealRow[]> {
  const groups = new Map<string, RealRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function middle(rows: readonly RealRow[]): RealScore {
  return {
    score: median(rows.map(({ score }) => score ?? FAILED)),
    nonzeros: median(rows.map(({ nonzeros }) => nonzeros ?? Number.NaN)),
    seconds: median(rows.map(({ seconds }) => seconds)),
  };
}
