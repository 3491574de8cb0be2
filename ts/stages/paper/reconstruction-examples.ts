import { float32, type Kernel } from '../../kernel/index.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { pack, unpack } from '../../mlp/pack.ts';
import type { Space } from '../../schema/types.ts';

/** A network's outputs on the even grid, in its order (S samples, O outputs: [S, O], flat), before and after. */
export interface Example {
  /** Hidden layers of the network that was encoded. */
  readonly encoder: number;
  readonly truth: readonly number[];
  /** By hidden layers of the decoder; of the hard networks. */
  readonly decoded: Readonly<Record<string, readonly number[]>>;
}

/**
 * The first `count` networks of `label`, of one depth after the other in turn, through the autoencoder `handle`:
 * their outputs on `x` [S, I] by the float64 oracle.
 */
export async function reconstructExamples(
  kernel: Kernel,
  handle: string,
  space: Space,
  label: string,
  count: number,
  x: Float64Array,
  refine_steps: number,
): Promise<Example[]> {
  const examples: Example[] = [];
  for (let i = 0; i < count; i++) {
    const { depths } = space;
    const encoder = depths[i % depths.length] as number;
    const network = generate(space, label, Math.floor(i / depths.length), encoder);
    const row = pack(space, network);
    const networks = float32(row, 1, row.length);
    const { z } = (await kernel.call('encode', { handle, depth: encoder }, { networks })).tensors;
    const decoded: [string, number[]][] = [];
    for (const depth of depths) {
      const { tensors } = await kernel.call('decode', { handle, depth, refine_steps }, { z });
      const hard = unpack(space, depth, tensors.networks.data as Float32Array);
      decoded.push([String(depth), Array.from(forward(space, hard, x))]);
    }
    const truth = Array.from(forward(space, network, x));
    examples.push({ encoder, truth, decoded: Object.fromEntries(decoded) });
  }
  return examples;
}
