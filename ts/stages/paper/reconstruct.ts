import { float32, type Kernel, type Tensor } from '../../kernel/index.ts';
import { generateBatch } from '../../mlp/generate.ts';
import { evenGrid } from '../../mlp/grid.ts';
import type { Reconstruction, ReconstructionRow } from '../../report/page.ts';
import { reconstructionText } from '../../report/reconstruction-table.ts';
import type { ReconstructParameters, Space } from '../../schema/types.ts';
import { folderOf, writeResults, writeTimedJson } from '../results.ts';
import { type AboutSpace, aboutSpace, spaceText } from '../space/about.ts';
import { loadSpace } from '../space/load.ts';
import type { StageDefinition } from '../stage.ts';
import { type Example, reconstructExamples } from './reconstruction-examples.ts';
import { joined, type Measures, pooledRows } from './reconstruction-rows.ts';

/** reconstruction.json */
export interface ReconstructionFile extends Reconstruction {
  readonly about: AboutSpace;
  readonly seed: number;
  readonly examples: readonly Example[];
}

const HANDLE = 'space';
/** Networks measured in one request: refined, they take seconds. */
const PART = 200;

export const reconstruct: StageDefinition = {
  name: 'reconstruct',
  module: import.meta.url,
  python: ['load', 'reconstruct', 'encode', 'decode', 'release'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const parameters = context.with as unknown as ReconstructParameters;
    const { networks, grid, seed, masks, untrained } = parameters;
    const folder = folderOf(context, 'space');
    const worker = await kernel();
    const { space, autoencoder } = await loadSpace(worker, HANDLE, folder, untrained);
    const isRefined = autoencoder.kind === 'principal' && masks === 'hard';
    const how = { masks, refine_steps: isRefined ? parameters.refine_steps : 0 };
    const shown = masks === 'hard' ? parameters.examples : 0;
    const label = `reconstruct/${seed}`;
    const points = evenGrid(space.inputs, grid);
    const even = float32(points, points.length / space.inputs, space.inputs);
    const rows: ReconstructionRow[] = [];
    let examples: Example[];
    try {
      for (const [d, depth] of space.depths.entries()) {
        const parts: Measures[] = [];
        for (let first = 0; first < networks; first += PART) {
          const count = Math.min(PART, networks - first);
          const drawn = drawRows(space, depth, label, first, count);
          parts.push(await measure(worker, depth, drawn, even, how, context.signal));
          context.progress(d * networks + first + count, space.depths.length * networks, 'networks');
        }
        rows.push(...pooledRows(space.depths, depth, joined(parts, space.depths.length)));
      }
      const x = Float64Array.from(even.data as Float32Array);
      examples = await reconstructExamples(worker, HANDLE, space, label, shown, x, how.refine_steps);
    } finally {
      await worker.call('release', { handle: HANDLE });
    }
    const about = aboutSpace(folder);
    const reconstruction: ReconstructionFile = {
      about,
      networks,
      grid,
      seed,
      ...how,
      untrained,
      rows,
      examples,
    };
    writeTimedJson(context, 'reconstruction.json', reconstruction);
    const text = `${spaceText(about)}\n${reconstructionText(reconstruction)}`;
    writeResults(context, { text, files: { reconstruction: 'reconstruction.json' } });
  },
};

/** Packed networks `first` to `first + count` of `label`, [count, P]. */
function drawRows(space: Space, depth: number, label: string, first: number, count: number): Tensor {
  const rows = generateBatch(space, label, first, count, { depth }).rows[space.depths.indexOf(depth)];
  if (!rows) throw new Error(`no networks of depth ${depth}`);
  return float32(rows, count, rows.length / count);
}

async function measure(
  kernel: Kernel,
  depth: number,
  networks: Tensor,
  x: Tensor,
  how: Pick<ReconstructParameters, 'masks' | 'refine_steps'>,
  signal: AbortSignal,
): Promise<Measures> {
  const content = { handle: HANDLE, depth, ...how };
  const { tensors } = await kernel.call('reconstruct', content, { networks, x }, { signal });
  const values = ({ data }: Tensor) => data as Float32Array;
  return {
    mpe: values(tensors.mpe),
    fvu: values(tensors.fvu),
    constant_mpe: values(tensors.constant_mpe),
    constant_fvu: values(tensors.constant_fvu),
  };
}
