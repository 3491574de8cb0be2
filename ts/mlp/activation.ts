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

/** `activate` of every value, in place: chosen once, for one loop. */
export function activateAll(activation: Activation, values: Float64Array, slope: number): void {
  switch (activation) {
    case 'sigmoid':
      for (let i = 0; i < values.length; i++) values[i] = activate('sigmoid', values[i] as number, slope);
      return;
    case 'tanh':
      for (let i = 0; i < values.length; i++) values[i] = activate('tanh', values[i] as number, slope);
      return;
    case 'leaky_relu':
      for (let i = 0; i < values.length; i++) values[i] = activate('leaky_relu', values[i] as number, slope);
      return;
    case 'linear':
      return;
  }
}

/** Whether a neuron with this activation and neither links nor bias emits 0. */
export function restsAtZero(activation: Activation): boolean {
  return activation !== 'sigmoid';
}
