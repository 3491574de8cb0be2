import type { Row } from './records.ts';

/**
 * Rows, the header among them, without the empty fields that commas at the ends of lines make: those beyond the last
 * name of the header, where no row has anything there. Null where there are none.
 */
export function withoutTrailing(header: Row, rows: readonly Row[]): Row[] | null {
  const width = header.fields.findLastIndex((name) => name !== '') + 1;
  const all = [header, ...rows];
  const beyond = all.flatMap(({ fields }) => fields.slice(width));
  if (width === 0 || beyond.length === 0 || beyond.some((field) => field !== '')) return null;
  return all.map(({ fields, line }) => ({ fields: fields.slice(0, width), line }));
}
