import type { ReconstructionRow } from '../../report/page.ts';

/** Measures of B networks of one depth under D decoders: `mpe` and `fvu` [D, B], those of the constant [B]. */
export interface Measures {
  readonly mpe: ArrayLike<number>;
  readonly fvu: ArrayLike<number>;
  readonly constant_mpe: ArrayLike<number>;
  readonly constant_fvu: ArrayLike<number>;
}

/** The measures of all networks from those of parts of them, under `decoders` decoders. */
export function joined(parts: readonly Measures[], decoders: number): Measures {
  const all = (name: keyof Measures) => parts.flatMap((part) => Array.from(part[name]));
  const byDecoder = (name: 'mpe' | 'fvu') =>
    Array.from({ length: decoders }, (_, d) =>
      parts.flatMap((part) => {
        const count = part.constant_mpe.length;
        return Array.from(part[name]).slice(d * count, (d + 1) * count);
      }),
    ).flat();
  return {
    mpe: byDecoder('mpe'),
    fvu: byDecoder('fvu'),
    constant_mpe: all('constant_mpe'),
    constant_fvu: all('constant_fvu'),
  };
}

/** MPE (percent) and FVU of every network under one decoder, [B] each. */
interface Column {
  readonly mpe: readonly number[];
  readonly fvu: readonly number[];
}

/**
 * The rows of one encoder: each decoder's; `best`, the decoder of the least mean MPE; `oracle`, for each network the
 * decoder of its own least MPE; the constant's.
 */
export function pooledRows(
  decoders: readonly number[],
  encoder: number,
  { mpe, fvu, constant_mpe, constant_fvu }: Measures,
): ReconstructionRow[] {
  const count = constant_mpe.length;
  const columns = decoders.map((_, d) => ({
    mpe: Array.from({ length: count }, (_, i) => mpe[d * count + i] ?? Number.NaN),
    fvu: Array.from({ length: count }, (_, i) => fvu[d * count + i] ?? Number.NaN),
  }));
  const cells = columns.map((column, d) => cell(decoders[d] ?? Number.NaN, encoder, column));
  const best = cells.reduce((a, b) => ((b.mpe_mean ?? Infinity) < (a.mpe_mean ?? Infinity) ? b : a));
  const constant = { mpe: Array.from(constant_mpe), fvu: Array.from(constant_fvu) };
  return [
    ...cells,
    { ...best, decoder: 'best' },
    cell('oracle', encoder, oracle(columns)),
    cell('constant', encoder, constant),
  ];
}

/** Network by network the decoder of the least MPE, with its FVU. */
function oracle(columns: readonly Column[]): Column {
  const chosen = (columns[0]?.mpe ?? []).map((_, i) => {
    const measured = columns.map(({ mpe, fvu }) => ({
      mpe: mpe[i] ?? Number.NaN,
      fvu: fvu[i] ?? Number.NaN,
    }));
    return measured.reduce((a, b) => (b.mpe < a.mpe || Number.isNaN(a.mpe) ? b : a));
  });
  return { mpe: chosen.map(({ mpe }) => mpe), fvu: chosen.map(({ fvu }) => fvu) };
}

function cell(
  decoder: ReconstructionRow['decoder'],
  encoder: number,
  { mpe, fvu }: Column,
): ReconstructionRow {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    decoder,
    encoder,
    mpe_mean: finite(mpe.reduce((sum, value) => sum + value, 0) / mpe.length),
    mpe_median: finite(median(mpe)),
    fvu_median: finite(median(fvu)),
    r2_share_90: fvu.filter((value) => 1 - value >= 0.9).length / fvu.length,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
