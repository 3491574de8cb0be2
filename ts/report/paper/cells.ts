import { significant } from '../number.ts';
import type { ReconstructionRow } from '../page.ts';
import type { SpaceGroup } from './groups.ts';
import { type Spread, spread } from './statistics.ts';
import type { Family, Published } from './study.ts';

export type Decoder = ReconstructionRow['decoder'];
export type Measure = 'mpe_mean' | 'mpe_median' | 'fvu_median' | 'r2_share_90';

/** A measure of one cell of the paper's tables over the seeds of a group. */
export function cellSpread(
  { members }: SpaceGroup,
  decoder: Decoder,
  encoder: number,
  measure: Measure,
): Spread {
  return spread(members.map(({ rows }) => findRow(rows, decoder, encoder)?.[measure] ?? null));
}

export function findRow(
  rows: readonly ReconstructionRow[],
  decoder: Decoder,
  encoder: number,
): ReconstructionRow | undefined {
  return rows.find((row) => row.decoder === decoder && row.encoder === encoder);
}

/** The depths of the networks that were encoded, ascending. */
export function encodersOf({ members }: SpaceGroup): number[] {
  return [...new Set(members.flatMap(({ rows }) => rows.map(({ encoder }) => encoder)))].sort(
    (a, b) => a - b,
  );
}

/** The depths of the decoders, ascending. */
export function decodersOf({ members }: SpaceGroup): number[] {
  const all = members.flatMap(({ rows }) => rows.map(({ decoder }) => decoder));
  return [...new Set(all.filter((decoder) => typeof decoder === 'number'))].sort((a, b) => a - b);
}

/** The paper's numbers that a loss on a family stands beside: its own, or the min loss's where the paper has not that loss. */
export function publishedRows(
  { table_1, table_3 }: Published,
  family: Family,
  loss: string,
): readonly (readonly number[])[] {
  if (family !== 'sigmoid') return table_3[family];
  return loss === 'p_2' || loss === 'p_minus_2' ? table_1[loss] : table_1.min;
}

/** A number as the paper prints it: Table 1 (sigmoid) three significant digits, Table 3 two decimals. */
export function publishedText(mpe: number, family: Family): string {
  return family === 'sigmoid' ? significant(mpe) : mpe.toFixed(2);
}

/**
 * The paper's MPE of a cell; `best` is the least of a column, as one reads the paper's tables. Null for what the paper
 * has no number for: the oracle never stands beside it.
 */
export function publishedMpe(
  published: Published,
  family: Family,
  loss: string,
  decoder: Decoder,
  encoder: number,
): number | null {
  const rows = publishedRows(published, family, loss);
  if (typeof decoder === 'number') return rows[decoder - 1]?.[encoder - 1] ?? null;
  if (decoder !== 'best') return null;
  const column = rows.map((row) => row[encoder - 1] ?? Number.POSITIVE_INFINITY);
  const least = Math.min(...column);
  return Number.isFinite(least) ? least : null;
}
