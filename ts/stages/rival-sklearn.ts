import type { SklearnMlp, Space } from '../schema/types.ts';
import type { SplitTable } from './table.ts';

/** The space that scikit-learn's networks for a table are packed in: nothing is drawn in it. */
export function sklearnSpace({ widths, depths, activations }: SklearnMlp, { card }: SplitTable): Space {
  return {
    inputs: card.inputs.length,
    outputs: 1,
    min_width: Math.min(...widths),
    max_width: Math.max(...widths),
    depths,
    bias: true,
    activations,
    output_activation: 'linear',
    leaky_slope: 0,
    weight_range: 1,
    drop_rates: [0],
    keep_rounding: 'up',
    active_slots: 'prefix',
    fixed_paths: 'each_input',
  };
}
