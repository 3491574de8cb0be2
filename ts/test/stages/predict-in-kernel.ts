import type { NetworkFile } from '../../export/read.ts';
import { float32, type Kernel } from '../../kernel/index.ts';
import type { Network } from '../../mlp/network.ts';
import { pack } from '../../mlp/pack.ts';
import type { Space } from '../../mlp/space.ts';
import { whole } from '../kernel/whole.ts';

/** Predictions of a sigmoid network's file by the kernel: packed into slots, evaluated in float32. `rows` [S, I]. */
export async function predictInKernel(
  kernel: Kernel,
  file: NetworkFile,
  rows: Float64Array,
): Promise<number[]> {
  const {
    inputs,
    outputs: [output = { offset: 0, scale: 1 }],
    layers,
  } = file;
  const depth = layers.length - 1;
  const width = Math.max(...layers.map(({ weights }) => weights.length));
  const space = whole('space', { inputs: inputs.length, max_width: width, depths: [depth] });
  const x = Float32Array.from(rows, (value, i) => {
    const { offset = 0, scale = 1 } = inputs[i % inputs.length] ?? {};
    return (value - offset) / scale;
  });
  const row = pack(space, slotted(file, space, depth));
  const tensors = {
    networks: float32(row, 1, row.length),
    x: float32(x, x.length / inputs.length, inputs.length),
  };
  const { outputs: answers } = (await kernel.call('evaluate', { space, depth }, tensors)).tensors;
  return Array.from(answers.data as Float32Array, (value) => value * output.scale + output.offset);
}

/** The network in the first slots of each layer. */
function slotted({ inputs, layers }: NetworkFile, { max_width: width }: Space, depth: number): Network {
  const hidden = layers.slice(0, depth);
  return {
    depth,
    weights: layers.map(({ weights }, k) => {
      const [to, from] = [k === depth ? 1 : width, k === 0 ? inputs.length : width];
      const slots = new Float32Array(to * from);
      weights.forEach((links, j) => {
        slots.set(links, j * from);
      });
      return slots;
    }),
    biases: null,
    masks: hidden.map(({ weights }) =>
      Uint8Array.from({ length: width }, (_, j) => (j < weights.length ? 1 : 0)),
    ),
    activations: hidden.map(() => Array.from({ length: width }, () => 'sigmoid' as const)),
  };
}
