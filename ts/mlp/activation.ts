import type { Activation } from './space.ts';

/** A neuron's activation of the sum `value`; `slope` is leaky ReLU's below zero. */
export function activate(activation: Activation, value: number, slope: number): number {
  switch (activation) {
    case 'sigmoid':
      return 1 / (1 + Math.exp(-value));
    case 'tanh':
      return Math.tanh(value);
    case 'leaky_relu':
      return value >= 0 ? value : slope * value;
    case 'linear':
      return value;
  }
}

/** Whether a neuron with this activation and neither links nor bias emits 0. */
export function restsAtZero(activation: Activation): boolean {
  return activation !== 'sigmoid';
}
