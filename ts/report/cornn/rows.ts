import { median } from '../table.ts';

/** What a method reached on a function: a row of results/cornn.json. */
export interface CornnRow {
  readonly function: string;
  readonly method: string;
  readonly seed: number;
  readonly seconds: number;
  /** Mean squared error on the test rows, of outputs scaled to [-1, 1]; null where it is not finite. */
  readonly mse: number | null;
  readonly r2: number | null;
  /** Of the chosen network, or of the polynomial. */
  readonly nonzeros: number;
  /** Of the method's whole front, on the test rows (docs/contest.md). */
  readonly hypervolume: number;
}

/** What a method reached on a function: medians over seeds. */
export interface Reached {
  readonly mse: number;
  readonly r2: number;
  readonly nonzeros: number;
  readonly seconds: number;
}

/** A function with what every method reached on it. */
export interface CornnFunction {
  readonly name: string;
  readonly methods: ReadonlyMap<string, Reached>;
}

/** What an error that is not finite counts as: worse than any constant. */
const FAILED = { mse: 1e9, r2: -1e9 } as const;

/** The functions in the order of the alphabet. */
export function functionsOf(rows: readonly CornnRow[]): CornnFunction[] {
  const names = [...new Set(rows.map((row) => row.function))].sort();
  return names.map((name) => {
    const own = rows.filter((row) => row.function === name);
    const methods = methodsOf(own).map((method) => {
      const runs = own.filter((row) => row.method === method);
      const middle = (of: (row: CornnRow) => number) => median(runs.map(of));
      const reached: Reached = {
        mse: middle(({ mse }) => mse ?? FAILED.mse),
        r2: middle(({ r2 }) => r2 ?? FAILED.r2),
        nonzeros: middle(({ nonzeros }) => nonzeros),
        seconds: middle(({ seconds }) => seconds),
      };
      return [method, reached] as const;
    });
    return { name, methods: new Map(methods) };
  });
}

/** The names of methods as they come. */
export function methodsOf(rows: readonly CornnRow[]): string[] {
  return [...new Set(rows.map(({ method }) => method))];
}

/** What `method` reached on every function that it did. */
export function reachedBy(functions: readonly CornnFunction[], method: string): Reached[] {
  return functions.flatMap(({ methods }) => methods.get(method) ?? []);
}
