import type { Space } from '../../schema/types.ts';

/** What shapes networks of a space in which the generator draws none. */
export type Shape = Pick<
  Space,
  'inputs' | 'outputs' | 'min_width' | 'max_width' | 'depths' | 'activations' | 'leaky_slope'
>;

/** A space of networks with biases and linear outputs that are made elsewhere: how the generator draws does not matter. */
export function denseSpace(shape: Shape): Space {
  return {
    ...shape,
    bias: true,
    output_activation: 'linear',
    weight_range: 1,
    drop_rates: [0],
    keep_rounding: 'up',
    active_slots: 'prefix',
    fixed_paths: 'each_input',
  };
}
