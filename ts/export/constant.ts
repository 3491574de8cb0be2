import { activate } from '../mlp/activation.ts';
import type { NetworkFile } from '../schema/types.ts';

/** What neuron `place` of a layer emits where no link leads to it: it is a bias for the next layer; null where one does. */
export function constantOf(
  { layers, leaky_slope }: NetworkFile,
  layer: number,
  place: number,
): number | null {
  const { weights, bias, activations } = layers[layer] ?? {};
  const activation = activations?.[place];
  if (activation === undefined || weights?.[place]?.some((weight) => weight !== 0)) return null;
  return activate(activation, bias?.[place] ?? 0, leaky_slope ?? 0);
}
