import { float32, type Kernel } from '../../kernel/index.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { evenGrid } from '../../mlp/grid.ts';
import { pack, unpack } from '../../mlp/pack.ts';
import { readSpaceFile } from '../../stages/space/file.ts';
import { measures } from './measures.ts';

/** How a reconstruction was measured. */
export interface Measured {
  readonly networks: number;
  readonly grid: number;
  readonly seed: number;
}

/** Who decodes, and how far what it decodes is refined. */
export interface Cell {
  readonly decoder: number;
  readonly refine_steps: number;
}

/**
 * Cells of a reconstruction, from nothing but the space's file: its networks of `encoder` hidden layers are drawn
 * again, encoded, decoded as each cell says, and both sides evaluated by the float64 oracle.
 */
export async function redraw(
  kernel: Kernel,
  path: string,
  { networks: count, grid, seed }: Measured,
  encoder: number,
  cells: readonly Cell[],
): Promise<{ mpe_mean: number; fvu_median: number }[]> {
  const { card, tensors } = readSpaceFile(path);
  const { space, autoencoder } = card;
  const handle = `again ${path}`;
  await kernel.call('load', { handle, space, autoencoder, seed: card.seed }, tensors);
  const x = Float64Array.from(evenGrid(space.inputs, grid));
  const drawn = Array.from({ length: count }, (_, i) => generate(space, `reconstruct/${seed}`, i, encoder));
  const packed = drawn.map((network) => pack(space, network));
  const size = packed[0]?.length ?? 0;
  const flat = new Float32Array(count * size);
  for (const [i, row] of packed.entries()) flat.set(row, i * size);
  const encoded = { networks: float32(flat, count, size) };
  const { z } = (await kernel.call('encode', { handle, depth: encoder }, encoded)).tensors;
  const truths = drawn.map((network) => forward(space, network, x));
  const found: { mpe_mean: number; fvu_median: number }[] = [];
  for (const { decoder: depth, refine_steps } of cells) {
    const decoded = await kernel.call('decode', { handle, depth, refine_steps }, { z });
    const rows = decoded.tensors.networks.data as Float32Array;
    const width = rows.length / count;
    const each = truths.map((truth, i) => {
      const hard = unpack(space, depth, rows.subarray(i * width, (i + 1) * width));
      return measures(truth, forward(space, hard, x));
    });
    const fvus = each.map(({ fvu }) => fvu).sort((a, b) => a - b);
    found.push({
      mpe_mean: each.reduce((sum, { mpe }) => sum + mpe, 0) / count,
      fvu_median: ((fvus[count / 2 - 1] ?? Number.NaN) + (fvus[count / 2] ?? Number.NaN)) / 2,
    });
  }
  await kernel.call('release', { handle });
  return found;
}
