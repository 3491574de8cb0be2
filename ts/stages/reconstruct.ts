import type { StageContext } from '../dag/operation.ts';
import { float32, type Kernel, type Tensor } from '../kernel/index.ts';
import { generateBatch } from '../mlp/generate.ts';
import { evenGrid } from '../mlp/grid.ts';
import type { Reconstruction, ReconstructionRow } from '../report/page.ts';
import { reconstructionText } from '../report/reconstruction-table.ts';
import type { ReconstructParameters, Space } from '../schema/types.ts';
import { type AboutSpace, aboutSpace, spaceText } from './about-space.ts';
import { loadSpace } from './load-space.ts';
import { type Example, reconstructExamples } from './reconstruction-examples.ts';
import { type Measures, pooledRows } from './reconstruction-rows.ts';
import { folderOf, writeJson, writeResults } from './results.ts';
import type { StageDefinition } from './stage.ts';

/** reconstruction.json */
export interface ReconstructionFile extends Reconstruction {
  readonly about: AboutSpace;
  readonly seed: number;
  readonly examples: readonly Example[];
}

const HANDLE = 'space';

export const reconstruct: StageDefinition = {
  name: 'reconstruct',
  module: import.meta.url,
  python: ['learn/reconstruct.py'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const parameters = context.with as unknown as ReconstructParameters;
    const { networks, grid, seed, untrained, examples: shown } = parameters;
    const folder = folderOf(context, 'space');
    const worker = await kernel();
    const { space, autoencoder } = await loadSpace(worker, HANDLE, folder, untrained);
    const refine_steps = autoencoder.kind === 'principal' ? parameters.refine_steps : 0;
    const label = `reconstruct/${seed}`;
    const rows: ReconstructionRow[] = [];
    let examples: Example[];
    try {
      for (const depth of space.depths) {
        const measured = await measure(worker, space, depth, { ...parameters, refine_steps }, label, context);
        rows.push(...pooledRows(space.depths, depth, measured));
        context.progress(space.depths.indexOf(depth) + 1, space.depths.length, 'depths');
      }
      const x = Float64Array.from(evenGrid(space.inputs, grid));
      examples = await reconstructExamples(worker, HANDLE, space, label, shown, x, refine_steps);
    } finally {
      await worker.call('release', { handle: HANDLE });
    }
    const about = aboutSpace(folder);
    const reconstruction: ReconstructionFile = {
      about,
      networks,
      grid,
      seed,
      refine_steps,
      untrained,
      rows,
      examples,
    };
    writeJson(context, 'reconstruction.json', reconstruction);
    const text = `${spaceText(about)}\n${reconstructionText(reconstruction)}`;
    writeResults(context, { text, files: { reconstruction: 'reconstruction.json' } });
  },
};

async function measure(
  kernel: Kernel,
  space: Space,
  depth: number,
  { networks, grid, refine_steps }: ReconstructParameters,
  label: string,
  { signal }: StageContext,
): Promise<Measures> {
  const rows = generateBatch(space, label, 0, networks, { depth }).rows[space.depths.indexOf(depth)];
  if (!rows) throw new Error(`no networks of depth ${depth}`);
  const x = evenGrid(space.inputs, grid);
  const tensors = {
    networks: float32(rows, networks, rows.length / networks),
    x: float32(x, x.length / space.inputs, space.inputs),
  };
  const reply = await kernel.call('reconstruct', { handle: HANDLE, depth, refine_steps }, tensors, {
    signal,
  });
  const values = ({ data }: Tensor) => data as Float32Array;
  const { mpe, fvu, constant_mpe, constant_fvu } = reply.tensors;
  return {
    mpe: values(mpe),
    fvu: values(fvu),
    constant_mpe: values(constant_mpe),
    constant_fvu: values(constant_fvu),
  };
}
