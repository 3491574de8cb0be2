import { markdownTable } from '../report/markdown-table.ts';
import { alignedTable } from '../report/table.ts';
import { CommandError, type Input, type Option } from './command.ts';
import { csvLine } from './csv.ts';

/** Cells as text. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Format = 'text' | 'md' | 'csv' | 'json';

/** Options that say how a table is written. */
export const FORMATS: readonly Option[] = [
  { flags: '--md', summary: 'as a table of Markdown' },
  { flags: '--csv', summary: 'as CSV' },
  { flags: '--json', summary: 'as JSON' },
];

/** How it is to be written: as text where nothing is said. */
export function formatOf({ options }: Input): Format {
  const asked = (['md', 'csv', 'json'] as const).filter((format) => options[format] === true);
  if (asked.length > 1) throw new CommandError(`one of --${asked.join(', --')}`, 2);
  return asked[0] ?? 'text';
}

export function written({ header, rows }: Table, format: Exclude<Format, 'json'>): string {
  if (format === 'csv') return `${[header, ...rows].map(csvLine).join('\n')}\n`;
  const table = { header, rows: rows.map((cells) => ({ cells, span: 1, marked: false })) };
  return `${format === 'md' ? markdownTable(table) : alignedTable(table).trimEnd()}\n`;
}
