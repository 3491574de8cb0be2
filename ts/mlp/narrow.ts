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

/** The converse: the same function as one of `inputs` inputs, of which it sees those numbered `seen`. */
export function widen(
  space: Space,
  network: Network,
  seen: readonly number[],
  inputs: number,
): { space: Space; network: Network } {
  const [first = new Float32Array(), ...rest] = network.weights;
  const rows = first.length / seen.length;
  const wide = new Float32Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    seen.forEach((input, i) => {
      wide[row * inputs + input] = first[row * seen.length + i] as number;
    });
  }
  return { space: { ...space, inputs }, network: { ...network, weights: [wide, ...rest] } };
}
