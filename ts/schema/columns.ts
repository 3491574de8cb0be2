import type { NetworkColumn, NetworkInput } from './types.ts';

export type { NetworkColumn };

/** A cell of a table: a number, a word, seconds since 1970, or null where there is no value. */
export type Cell = number | string | null;

/**
 * One number that a network takes, made of one column, before it is scaled. `value`: the number itself. `level`: 1 where the
 * word is `level`. `missing`: 1 where there is no value. Of dates, in UTC: `year`, `month` (1 to 12), `weekday` (0 is
 * Monday), `hour` (0 to 24, with minutes as decimals) and `day` (whole days since 1970).
 */
export type Feature = Pick<NetworkInput, 'name' | 'column' | 'takes' | 'level'>;

export type DatePart = Exclude<Feature['takes'], 'value' | 'level' | 'missing'>;

/** How the columns of a table become the numbers that a network takes. F features. */
export interface Treatment {
  readonly columns: readonly NetworkColumn[];
  readonly features: readonly Feature[];
  /** What stands for a missing value in cells, besides the usual words; none where it is not said. */
  readonly missing?: readonly string[];
}
