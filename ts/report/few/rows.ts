/** What a method reached on a table: a row of few.json. */
export interface FewRow {
  readonly table: string;
  /** Rows fitted. */
  readonly rows: number;
  readonly inputs: number;
  /** Share of the target's standard deviation; 0 of a table that is not a function's. */
  readonly noise: number;
  readonly method: string;
  readonly seed: number;
  readonly seconds: number;
  /** R2 on the test rows, which have no noise where the table is a function's; null where it is not finite. */
  readonly score: number | null;
  /** Numbers of the model, its intercept not among them; null where they are not counted. */
  readonly nonzeros: number | null;
  /** Share of new rows that the model's 90 % interval holds, where it has one. */
  readonly covered?: number;
}

/** A run: a table of so many rows, noise and seed, with the rows of all methods. */
export interface FewRun {
  readonly table: string;
  readonly rows: number;
  readonly noise: number;
  readonly seed: number;
  readonly isFunction: boolean;
  readonly methods: ReadonlyMap<string, FewRow>;
}

/** Below it errors are alike. */
const LEAST_FVU = 1e-5;
/** R2 below it counts as it. */
const LEAST_R2 = -1;

/** Share of the variance that is left; a score that is not finite counts as 2. */
export function fvu({ score }: FewRow): number {
  return Math.max(LEAST_FVU, 1 - Math.max(LEAST_R2, score ?? LEAST_R2));
}

export function clampedScore({ score }: FewRow): number {
  return Math.max(LEAST_R2, score ?? LEAST_R2);
}

/** The rows by run. */
export function runsOf(rows: readonly FewRow[]): FewRun[] {
  const runs = new Map<string, { run: FewRun; methods: Map<string, FewRow> }>();
  for (const row of rows) {
    const { table, noise, seed } = row;
    const key = JSON.stringify([table, row.rows, noise, seed]);
    const known = runs.get(key);
    if (known) known.methods.set(row.method, row);
    else {
      const methods = new Map([[row.method, row]]);
      runs.set(key, {
        run: { table, rows: row.rows, noise, seed, isFunction: table.includes(': '), methods },
        methods,
      });
    }
  }
  return [...runs.values()].map(({ run }) => run);
}

/** The names of all methods: `ours`, other searches, then the others as they come. */
export function methodsOf(rows: readonly FewRow[], ours: string): string[] {
  return [...new Set([ours, ...rows.map(({ method }) => method)])];
}

/** Geometric mean; NaN of nothing. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The middle value, or the mean of the two middle ones; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
