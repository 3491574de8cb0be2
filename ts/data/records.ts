import { causeOfNumbers } from './cause.ts';
import { DataError } from './error.ts';

/** One row of a text file: its fields, and the line it starts on (the first line of a file is 1). */
export interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** Throws DataError where two columns have one name. */
export function refuseDuplicates(header: readonly string[], file: string): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      const cause = causeOfNumbers(header);
      throw new DataError(`${file}:1: two columns are named "${name}"${cause === null ? '' : `: ${cause}`}.`);
    }
    seen.add(name);
  }
}
