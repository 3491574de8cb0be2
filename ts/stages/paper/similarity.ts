import { float32, type Kernel, type Reply, type Tensor } from '../../kernel/index.ts';
import { evenGrid } from '../../mlp/grid.ts';
import { integer } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { distanceText, type Orders, type Pooled } from '../../report/distance-table.ts';
import type { SimilarityParameters, Space } from '../../schema/types.ts';
import { folderOf, writeResults, writeTimedJson } from '../results.ts';
import { type AboutSpace, aboutSpace, spaceText } from '../space/about.ts';
import { drawnNetworks } from '../space/drawn-networks.ts';
import { loadSpace } from '../space/load.ts';
import type { StageDefinition } from '../stage.ts';

/** distances.json; what is not finite is null. */
export interface DistanceFile {
  readonly about: AboutSpace;
  readonly pairs: number;
  readonly networks: number;
  readonly seed: number;
  /** Against the functional distance whose standard deviation is pooled over all networks, or over the pair. */
  readonly pooled: Readonly<Record<Pooled, Orders>>;
  /** The pairs. */
  readonly sample: readonly PairDistances[];
}

export type PairDistances = Readonly<
  Record<'functional_all' | 'functional_pair' | 'latent' | 'weights', number | null>
>;

type Pairs = Tensor & { readonly data: Int32Array };

const HANDLE = 'space';
const NEIGHBOURS = 10;

export const similarity: StageDefinition = {
  name: 'similarity',
  module: import.meta.url,
  python: ['load', 'distance', 'release'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const parameters = context.with as unknown as SimilarityParameters;
    const { pairs, networks, seed } = parameters;
    const folder = folderOf(context, 'space');
    const worker = await kernel();
    const { space } = await loadSpace(worker, HANDLE, folder);
    let measured: Reply<'distance'>['tensors'];
    try {
      measured = await measure(worker, space, parameters, context.signal);
    } finally {
      await worker.call('release', { handle: HANDLE });
    }
    const about = aboutSpace(folder);
    const file: DistanceFile = { about, pairs, networks, seed, ...readings(measured) };
    writeTimedJson(context, 'distances.json', file);
    const text = `${spaceText(about)}\n${distanceText(file)}`;
    writeResults(context, { text, files: { distances: 'distances.json' } });
  },
};

async function measure(
  kernel: Kernel,
  space: Space,
  { networks, pairs, grid, seed }: SimilarityParameters,
  signal: AbortSignal,
): Promise<Reply<'distance'>['tensors']> {
  const label = `distance/${seed}`;
  const x = evenGrid(space.inputs, grid);
  const tensors = {
    ...drawnNetworks(space, 'networks', label, networks),
    x: float32(x, x.length / space.inputs, space.inputs),
    pairs: drawPairs(`${label}/pairs`, networks, pairs),
  };
  return (await kernel.call('distance', { handle: HANDLE, neighbours: NEIGHBOURS }, tensors, { signal }))
    .tensors;
}

/** Pairs of two different ones of `networks`, every pair equally likely: int32 [count, 2]. */
export function drawPairs(label: string, networks: number, count: number): Pairs {
  const stream = openStream(label);
  const data = new Int32Array(2 * count);
  for (let pair = 0; pair < count; pair++) {
    const first = integer(stream, networks);
    const other = integer(stream, networks - 1);
    data.set([first, other < first ? other : other + 1], 2 * pair);
  }
  return { dtype: 'int32', shape: [count, 2], data };
}

function readings(tensors: Reply<'distance'>['tensors']): Pick<DistanceFile, 'pooled' | 'sample'> {
  const number = ({ data }: Tensor, i = 0) => (Number.isFinite(Number(data[i])) ? Number(data[i]) : null);
  const compared = (name: `${'spearman' | 'recall'}_${Pooled}`) => ({
    latent: number(tensors[`${name}_latent`]),
    weights: number(tensors[`${name}_weights`]),
  });
  const { functional_all, functional_pair, latent, weights } = tensors;
  return {
    pooled: {
      all: { spearman: compared('spearman_all'), recall_at_10: compared('recall_all') },
      pair: { spearman: compared('spearman_pair'), recall_at_10: compared('recall_pair') },
    },
    sample: Array.from({ length: latent.data.length }, (_, i) => ({
      functional_all: number(functional_all, i),
      functional_pair: number(functional_pair, i),
      latent: number(latent, i),
      weights: number(weights, i),
    })),
  };
}
