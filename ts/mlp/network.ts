import type { Activation } from './space.ts';

/**
 * A multilayer perceptron in the slots of its space: every hidden layer has `max_width` slots, of which `masks`
 * says which are active. Weights of masked slots are zero. N slots, I inputs, O outputs, L hidden layers.
 */
export interface Network {
  readonly depth: number;
  /** L + 1 matrices `[to][from]`, flat and row-major: [N, I], then [N, N], last [O, N]. */
  readonly weights: readonly Float32Array[];
  /** L + 1 vectors: [N] each, last [O]; null where the space has no biases. */
  readonly biases: readonly Float32Array[] | null;
  /** L vectors [N]: 1 where the neuron is active, 0 where it is masked. */
  readonly masks: readonly Uint8Array[];
  /** L lists of N: each neuron's activation. */
  readonly activations: readonly (readonly Activation[])[];
}
