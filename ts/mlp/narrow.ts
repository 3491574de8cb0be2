import type { Network } from './network.ts';
import type { Space } from './space.ts';

/**
 * A network whose inputs from `inputs` on are always 0, and its space, without these inputs: the same function of
 * the first ones.
 */
export function narrow(space: Space, network: Network, inputs: number): { space: Space; network: Network } {
  const [first = new Float32Array(), ...rest] = network.weights;
  const kept = first.filter((_, i) => i % space.inputs < inputs);
  return { space: { ...space, inputs }, network: { ...network, weights: [kept, ...rest] } };
}
