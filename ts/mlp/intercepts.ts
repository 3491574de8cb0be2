import type { Network } from './network.ts';
import type { Space } from './space.ts';

/** The network without the biases of linear outputs, and these: they are offsets of the targets. */
export function withoutIntercepts(
  { output_activation }: Space,
  network: Network,
): { network: Network; intercepts: readonly number[] } {
  const biases = network.biases;
  if (!biases || output_activation !== 'linear') return { network, intercepts: [] };
  const last = biases.at(-1) as Float32Array;
  return {
    network: { ...network, biases: [...biases.slice(0, -1), new Float32Array(last.length)] },
    intercepts: Array.from(last),
  };
}
