import { counted, significant } from './number.ts';
import { alignedTable } from './table.ts';

/** What distances.json says of a space, as far as a table shows it. */
export interface Distances {
  readonly pairs: number;
  readonly networks: number;
  readonly spearman: Readonly<Record<'latent' | 'weights', number | null>>;
  readonly recall_at_10: Readonly<Record<'latent' | 'weights', number | null>>;
}

/** Rank correlation and recall as plain text for a terminal, and what chance gives: a row a kind of distance. */
export function distanceText({ pairs, networks, spearman, recall_at_10 }: Distances): string {
  const row = (name: string, correlation: number | null, recall: number | null) => ({
    cells: [name, significant(correlation, 2), significant(recall, 2)],
    marked: false,
    span: 1,
  });
  const rows = [
    row('latent distance', spearman.latent, recall_at_10.latent),
    row('weight distance', spearman.weights, recall_at_10.weights),
    row('chance', 0, 10 / (networks - 1)),
  ];
  const title = `functional distance against others: rank correlation over ${counted(pairs, 'pair')}, recall of the 10 nearest of ${counted(networks, 'fresh network')}`;
  return `${title}\n${alignedTable({ header: ['', 'Spearman', 'recall at 10'], rows })}\n`;
}
