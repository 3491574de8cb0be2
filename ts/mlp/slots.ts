import type { CompactNetwork, Layer } from './compact.ts';
import type { Network } from './network.ts';
import type { Activation, Space } from './space.ts';

/**
 * A network without slots in those of a space that has its inputs, outputs, depth and activations and is as wide as its
 * widest layer: the same function, but for the activation of the output, which is the space's. The converse of `compact`.
 */
export function slotted(space: Space, { layers }: Pick<CompactNetwork, 'layers'>): Network {
  const { max_width: width, outputs, activations } = space;
  const hidden = layers.slice(0, -1);
  const rows = (k: number) => (k < hidden.length ? width : outputs);
  const columns = (k: number) => (k === 0 ? space.inputs : width);
  return {
    depth: hidden.length,
    weights: layers.map((layer, k) => padded(layer, rows(k), columns(k))),
    biases: space.bias
      ? layers.map(({ bias }, k) => {
          const slots = new Float32Array(rows(k));
          slots.set(bias ?? []);
          return slots;
        })
      : null,
    masks: hidden.map(({ to }) => Uint8Array.from({ length: width }, (_, j) => (j < to ? 1 : 0))),
    activations: hidden.map((layer) =>
      Array.from({ length: width }, (_, j) => layer.activations[j] ?? (activations[0] as Activation)),
    ),
  };
}

function padded({ from, to, weights }: Layer, rows: number, columns: number): Float32Array {
  const slots = new Float32Array(rows * columns);
  for (let j = 0; j < to; j++) slots.set(weights.subarray(j * from, (j + 1) * from), j * columns);
  return slots;
}
