import type { StageContext } from '../dag/operation.ts';
import { float32, type Kernel, type Reply, type Tensor } from '../kernel/index.ts';
import { generateBatch } from '../mlp/generate.ts';
import { evenGrid } from '../mlp/grid.ts';
import type { Reconstruction, ReconstructionRow } from '../report/page.ts';
import { reconstructionText } from '../report/reconstruction-table.ts';
import type { ReconstructParameters, Space } from '../schema/types.ts';
import { loadSpace } from './load-space.ts';
import { folderOf, writeJson, writeResults } from './results.ts';
import type { StageDefinition } from './stage.ts';

const HANDLE = 'space';

export const reconstruct: StageDefinition = {
  name: 'reconstruct',
  module: import.meta.url,
  python: ['learn/reconstruct.py'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const { networks, grid, seed } = context.with as unknown as ReconstructParameters;
    const worker = await kernel();
    const { space } = await loadSpace(worker, HANDLE, folderOf(context, 'space'));
    const rows: ReconstructionRow[] = [];
    try {
      for (const depth of space.depths) {
        const measured = await measure(worker, space, depth, networks, grid, `reconstruct/${seed}`, context);
        rows.push(...pool(space.depths, depth, measured));
        context.progress(space.depths.indexOf(depth) + 1, space.depths.length, 'depths');
      }
    } finally {
      await worker.call('release', { handle: HANDLE });
    }
    const reconstruction: Reconstruction = { networks, grid, rows };
    writeJson(context, 'reconstruction.json', reconstruction);
    writeResults(context, { text: reconstructionText(reconstruction), files: {} });
  },
};

async function measure(
  kernel: Kernel,
  space: Space,
  depth: number,
  networks: number,
  grid: number,
  label: string,
  { signal }: StageContext,
): Promise<Reply<'reconstruct'>['tensors']> {
  const rows = generateBatch(space, label, 0, networks, { depth }).rows[space.depths.indexOf(depth)];
  if (!rows) throw new Error(`no networks of depth ${depth}`);
  const x = evenGrid(space.inputs, grid);
  const tensors = {
    networks: float32(rows, networks, rows.length / networks),
    x: float32(x, x.length / space.inputs, space.inputs),
  };
  return (await kernel.call('reconstruct', { handle: HANDLE, depth }, tensors, { signal })).tensors;
}

/** The rows of one encoder: each decoder's, the best's and the constant's. Tensors by docs/protocol.md. */
function pool(
  depths: readonly number[],
  encoder: number,
  tensors: Reply<'reconstruct'>['tensors'],
): ReconstructionRow[] {
  const values = ({ data }: Tensor) => Array.from(data as Float32Array);
  const mpe = values(tensors.mpe);
  const fvu = values(tensors.fvu);
  const count = mpe.length / depths.length;
  const part = (all: number[], d: number) => all.slice(d * count, (d + 1) * count);
  const cells = depths.map((decoder, d) => cell(decoder, encoder, part(mpe, d), part(fvu, d)));
  const best = cells.reduce((a, b) => ((b.mpe_mean ?? Infinity) < (a.mpe_mean ?? Infinity) ? b : a));
  const constant = cell('constant', encoder, values(tensors.constant_mpe), values(tensors.constant_fvu));
  return [...cells, { ...best, decoder: 'best' }, constant];
}

function cell(
  decoder: ReconstructionRow['decoder'],
  encoder: number,
  mpe: readonly number[],
  fvu: readonly number[],
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
