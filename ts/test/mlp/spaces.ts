import fc from 'fast-check';
import type { Space } from '../../mlp/space.ts';

/** The paper's space of sigmoid networks. */
export const PAPER: Space = {
  inputs: 3,
  outputs: 1,
  min_width: 3,
  max_width: 7,
  depths: [1, 2, 3, 4],
  bias: false,
  activations: ['sigmoid'],
  output_activation: 'linear',
  leaky_slope: 0.01,
  weight_range: 10,
  drop_rates: [50, 70, 80, 90],
  keep_rounding: 'up',
  active_slots: 'subset',
  fixed_paths: 'each_input',
};

const ACTIVATIONS: Space['activations'] = ['sigmoid', 'tanh', 'leaky_relu', 'linear'];

/** Small spaces of every kind. */
export const anySpace: fc.Arbitrary<Space> = fc.record({
  inputs: fc.integer({ min: 1, max: 4 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  min_width: fc.integer({ min: 1, max: 3 }),
  max_width: fc.integer({ min: 3, max: 6 }),
  depths: fc.subarray([1, 2, 3, 4], { minLength: 1 }),
  bias: fc.boolean(),
  activations: fc.shuffledSubarray(ACTIVATIONS, { minLength: 1 }),
  output_activation: fc.constantFrom('linear' as const, 'sigmoid' as const),
  leaky_slope: fc.constantFrom(0.01, 0.1),
  weight_range: fc.constantFrom(0.5, 3, 10),
  drop_rates: fc.subarray([0, 33, 50, 70, 80, 90, 99], { minLength: 1 }),
  keep_rounding: fc.constantFrom('up' as const, 'down' as const),
  active_slots: fc.constantFrom('subset' as const, 'prefix' as const),
  fixed_paths: fc.constantFrom('each_input' as const, 'first_neuron' as const),
});

/** A space and the index of one of its networks. */
export const anyNetwork = fc.tuple(anySpace, fc.nat({ max: 1000 }));

/** Bounded and seeded, so that the same cases run every time. */
export const RUNS = { seed: 1, numRuns: 200 };
