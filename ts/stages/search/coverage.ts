import { predict } from '../../export/predict.ts';
import { normal } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { SplitTable } from '../tables/table.ts';
import { partRows } from './front.ts';

/**
 * Share of new rows that a network's interval holds: of the test rows, with noise added where the table's others have noise
 * and these have none. Null where the network has no interval.
 */
export function coveredShare(network: NetworkFile, table: SplitTable): number | null {
  const { interval } = network;
  if (!interval) return null;
  const { x, y } = partRows(table).test;
  const { noise, seed } = table.card;
  const mean = y.reduce((sum, value) => sum + value / y.length, 0);
  const deviation = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2 / y.length, 0));
  const stream = openStream(`coverage/${seed}`);
  const inside = predict(network, x).filter((answer, row) => {
    const added = noise === 0 ? 0 : noise * deviation * normal(stream);
    return Math.abs(answer - ((y[row] as number) + added)) <= interval.half_width;
  });
  return inside.length / y.length;
}
