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
  readonly refine_steps: number;
}

/**
 * A cell of a reconstruction, from nothing but the space's file: its networks of `encoder` hidden layers are drawn
 * again, encoded, decoded by `decoder`, and both sides evaluated by the float64 oracle.
 */
export async function redraw(
  kernel: Kernel,
  path: string,
  { networks: count, grid, seed, refine_steps }: Measured,
  encoder: number,
  decoder: number,
): Promise<{ mpe_mean: number; fvu_median: number }> {
  const { card, tensors } = readSpaceFile(path);
  const { space, autoencoder } = card;
  const handle = `again ${path}`;
  await kernel.call('load', { handle, space, autoencoder, seed: card.seed }, tensors);
  const x = Float64Array.from(evenGrid(space.inputs, grid));
  const truths = Array.from({ length: count }, (_, i) => generate(space, `reconstruct/${seed}`, i, encoder));
  const packed = truths.map((network) => pack(space, network));
  const size = packed[0]?.length ?? 0;
  const flat = new Float32Array(count * size);
  for (const [i, row] of packed.entries()) flat.set(row, i * size);
  const encoded = { networks: float32(flat, count, size) };
  const { z } = (await kernel.call('encode', { handle, depth: encoder }, encoded)).tensors;
  const decoded = await kernel.call('decode', { handle, depth: decoder, refine_steps }, { z });
  await kernel.call('release', { handle });
  const rows = decoded.tensors.networks.data as Float32Array;
  const width = rows.length / count;
  const found = truths.map((truth, i) => {
    const hard = unpack(space, decoder, rows.subarray(i * width, (i + 1) * width));
    return measures(forward(space, truth, x), forward(space, hard, x));
  });
  const fvus = found.map(({ fvu }) => fvu).sort((a, b) => a - b);
  return {
    mpe_mean: found.reduce((sum, { mpe }) => sum + mpe, 0) / count,
    fvu_median: ((fvus[count / 2 - 1] ?? Number.NaN) + (fvus[count / 2] ?? Number.NaN)) / 2,
  };
}
