/** One line of the benchmark; docs/bench.md says what each name means. */
export interface Result {
  readonly name: string;
  /** Null where it could not be measured; the detail then says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly detail: string;
}

/** Results as they come, so that a person sees that something happens. */
export type Results = AsyncGenerator<Result>;

export function result(name: string, value: number | null, unit: string, detail: string): Result {
  return { name, value, unit, detail };
}
