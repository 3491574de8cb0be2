/** A column of a table as a network knows it. */
export interface NetworkColumn {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'date';
  /** What stands for a missing value (dates: seconds since 1970); null: nothing does. */
  readonly fill: number | null;
  /** Both words where there are two, else those that have a feature; null where the column holds no words. */
  readonly levels: readonly string[] | null;
}

/**
 * One number that a network takes, made of one column. `value`: the number itself. `level`: 1 where the word is `level`.
 * `missing`: 1 where there is no value. Of dates, in UTC: `year`, `month` (1 to 12), `weekday` (0 is Monday), `hour` (0 to
 * 24, with minutes as decimals) and `day` (whole days since 1970).
 */
export interface Feature {
  readonly name: string;
  /** Place in the network's columns. */
  readonly column: number;
  readonly takes: 'value' | 'level' | 'missing' | DatePart;
  readonly level: string | null;
}

export type DatePart = 'year' | 'month' | 'weekday' | 'hour' | 'day';

/** How the columns of a table become the numbers that a network takes. F features. */
export interface Treatment {
  readonly columns: readonly NetworkColumn[];
  readonly features: readonly Feature[];
}
