import { readNetwork } from '../../export/read.ts';
import { type Provenance, writeNetwork } from '../../export/write.ts';
import { withoutIntercepts } from '../../mlp/intercepts.ts';
import type { Network } from '../../mlp/network.ts';
import type { NetworkFile, ScaledColumn, Space } from '../../schema/types.ts';

/** What a network's file says of columns. */
type Columns = Pick<NetworkFile, 'columns' | 'inputs' | 'outputs' | 'missing'>;

/** A network of a space as a file that takes and answers these columns: read, and its text. */
export function written(
  { space, network }: { readonly space: Space; readonly network: Network },
  { columns, inputs, outputs, missing }: Columns,
  provenance: Provenance,
): { readonly network: NetworkFile; readonly text: string } {
  const { network: kept, intercepts } = withoutIntercepts(space, network);
  // The biases of linear outputs are offsets of what is answered, as in every network's file.
  const shifted = outputs.map(
    (output, i): ScaledColumn => ({ ...output, offset: output.offset + (intercepts[i] ?? 0) * output.scale }),
  );
  const own = { columns, inputs, outputs: shifted, ...(missing ? { missing } : {}) };
  const text = writeNetwork(kept, space, { task: 'regression', ...own }, provenance);
  const read = readNetwork(text);
  if (!read.ok) throw new Error(`what was written is no network: ${read.complaints[0]?.message}`);
  return { network: read.value, text };
}
