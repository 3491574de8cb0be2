import type { SklearnMlp, Space } from '../../schema/types.ts';
import { denseSpace } from '../space/dense.ts';
import type { SplitTable } from '../tables/table.ts';

/** The space that scikit-learn's networks for a table are packed in: nothing is drawn in it. */
export function sklearnSpace({ widths, depths, activations }: SklearnMlp, { card }: SplitTable): Space {
  return denseSpace({
    outputs: 1,
    inputs: card.inputs.length,
    min_width: Math.min(...widths),
    max_width: Math.max(...widths),
    depths,
    activations,
    leaky_slope: 0,
  });
}
