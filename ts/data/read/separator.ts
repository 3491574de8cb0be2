import { parse } from 'csv-parse/sync';

/** What may stand between the fields of a row, and its name in a sentence; the first wins a tie. */
export const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' } as const;
export type Separator = keyof typeof SEPARATORS;

const ROWS = 50;
/** What Excel takes, and leaves, above the header. */
const SAID = /^"?sep=([,;\t|])"?[,;\t|]*(?=\n|$)/i;

/** The separator that the first line of a table names in place of a header; null where it does not. */
export function saidSeparator(text: string): Separator | null {
  return (SAID.exec(text)?.[1] as Separator | undefined) ?? null;
}

/** The separator that cuts the first rows of a table into equally many fields: at least two. A comma where none does. */
export function separatorOf(text: string): Separator {
  const shares = (Object.keys(SEPARATORS) as Separator[]).map((separator) => ({
    separator,
    share: evenShare(text, separator),
  }));
  return shares.reduce((best, each) => (each.share > best.share ? each : best)).separator;
}

/** Share of the rows below the header that have as many fields as it; -1 where it has one. */
function evenShare(text: string, delimiter: Separator): number {
  try {
    const [header = [], ...rows] = parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      to: ROWS,
    });
    if (header.length < 2) return -1;
    return rows.filter((row) => row.length === header.length).length / Math.max(1, rows.length);
  } catch {
    return -1;
  }
}
