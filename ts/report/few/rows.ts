/** What a method reached on a table: a row of few.json. */
export interface FewRow {
  readonly table: string;
  /** Rows fitted. */
  readonly rows: number;
  readonly inputs: number;
  /** Share of the function's standard deviation; 0 of a table that is not a function's. */
  readonly noise: number;
  /** Of the table. */
  readonly seed: number;
  readonly method: string;
  /** Whether it is a search, ours or a variant of it, or a baseline. */
  readonly kind: 'search' | 'baseline';
  readonly seconds: number;
  /** R2 on the test rows, which have no noise where the table is a function's; null where it is not finite. */
  readonly score: number | null;
  /** Numbers of the model, its intercept not among them; null where they are not counted. */
  readonly nonzeros: number | null;
  /** Share of new rows that the model's 90 % interval holds, where that was measured. */
  readonly covered?: number;
}

/** A run: a table of so many rows, noise and seed, with what every method reached on it. */
export interface FewRun {
  readonly table: string;
  readonly rows: number;
  readonly noise: number;
  readonly seed: number;
  readonly isFunction: boolean;
  readonly methods: ReadonlyMap<string, FewRow>;
}

/** Under it errors are alike. */
const LEAST_FVU = 1e-5;
/** R2 under it counts as it. */
const LEAST_R2 = -1;

/** R2; what is below -1, or not finite, counts as -1. */
export function clampedScore({ score }: FewRow): number {
  return Math.max(LEAST_R2, score ?? LEAST_R2);
}

/** The share of the variance that is left, from 1e-5 to 2. */
export function fvu(row: FewRow): number {
  return Math.max(LEAST_FVU, 1 - clampedScore(row));
}

/** The rows by run, in the order of their first rows. Of two rows of one method in a run the first counts. */
export function runsOf(rows: readonly FewRow[]): FewRun[] {
  const runs = new Map<string, FewRun & { readonly methods: Map<string, FewRow> }>();
  for (const row of rows) {
    const { table, noise, seed, method } = row;
    const key = JSON.stringify([table, row.rows, noise, seed]);
    const run = runs.get(key) ?? {
      ...{ table, rows: row.rows, noise, seed },
      isFunction: isOfFunction(row),
      methods: new Map<string, FewRow>(),
    };
    runs.set(key, run);
    if (!run.methods.has(method)) run.methods.set(method, row);
  }
  return [...runs.values()];
}

/** The table of a function has its formula after its name. */
export function isOfFunction({ table }: Pick<FewRow, 'table'>): boolean {
  return table.includes(': ');
}

/** The names of all methods: `ours`, other searches, then the baselines, each as they come. */
export function methodsOf(rows: readonly FewRow[], ours: string): string[] {
  const names = (kind: FewRow['kind']) => rows.filter((row) => row.kind === kind).map(({ method }) => method);
  return [...new Set([ours, ...names('search'), ...names('baseline')])];
}

/** The searches that are not `ours`: it with one remedy off, say. */
export function variantsOf(rows: readonly FewRow[], ours: string): string[] {
  const searches = rows.filter(({ kind, method }) => kind === 'search' && method !== ours);
  return [...new Set(searches.map(({ method }) => method))];
}

/** FVU of `method` over that of `other`, the geometric mean over the runs that both did; NaN where there is none. */
export function relativeFvu(runs: readonly FewRun[], method: string, other: string): number {
  return geometricMean(
    runs.flatMap(({ methods }) => {
      const [own, against] = [methods.get(method), methods.get(other)];
      return own && against ? [fvu(own) / fvu(against)] : [];
    }),
  );
}

/** NaN of nothing. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every value once, ascending. */
export function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
