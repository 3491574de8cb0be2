import { counted, significant } from './number.ts';
import { alignedTable } from './table.ts';

/** What distances.json says of a space, as far as a table shows it. */
export interface Distances {
  readonly pairs: number;
  readonly networks: number;
  readonly pooled: Readonly<Record<Pooled, Orders>>;
}

export interface Orders {
  /** Rank correlation with the functional distance, over the pairs. */
  readonly spearman: Compared;
  /** Mean share of a network's ten functionally nearest that are among its ten nearest by the distance. */
  readonly recall_at_10: Compared;
}

/** By Euclidean distance in the latent space, and of the weights laid out by layer; null where not finite. */
export type Compared = Readonly<Record<'latent' | 'weights', number | null>>;

/** What the functional distance's standard deviation is pooled over. */
export const POOLED = { all: 'all networks', pair: 'the pair' } as const;
export type Pooled = keyof typeof POOLED;
export const POOLINGS: readonly Pooled[] = ['all', 'pair'];

/** Rank correlation and recall as plain text for a terminal, and what chance gives: a row a kind of distance. */
export function distanceText({ pairs, networks, pooled }: Distances): string {
  const row = (name: string, correlation: number | null, recall: number | null) => ({
    cells: [name, significant(correlation, 2), significant(recall, 2)],
    marked: false,
    span: 1,
  });
  const rows = POOLINGS.flatMap((over) => {
    const { spearman, recall_at_10 } = pooled[over];
    return [
      row(`latent distance, pooled over ${POOLED[over]}`, spearman.latent, recall_at_10.latent),
      row(`weight distance, pooled over ${POOLED[over]}`, spearman.weights, recall_at_10.weights),
    ];
  });
  rows.push(row('chance', 0, 10 / (networks - 1)));
  const title = `functional distance against others: rank correlation over ${counted(pairs, 'pair')}, recall of the 10 nearest of ${counted(networks, 'fresh network')}`;
  return `${title}\n${alignedTable({ header: ['', 'Spearman', 'recall at 10'], rows })}\n`;
}
