import { applyScaling, type Scaling } from '../../data/scale.ts';
import { TRAIN, VALIDATION } from '../../data/split.ts';
import { float32, type Tensor } from '../../kernel/index.ts';
import type { SplitTable } from '../tables/table.ts';

/** A table in its two parts that a search may see: x [S, I], y [S, 1]. */
export type PartTensors = Readonly<Record<'x_train' | 'y_train' | 'x_validation' | 'y_validation', Tensor>>;

/** The rows that a search may see, scaled, as `inputs` columns; those that the table lacks are 0. */
export function partTensors(inputs: number, { card, x, y, part }: SplitTable, scaling: Scaling): PartTensors {
  const scaledX = applyScaling(scaling.inputs, x);
  const scaledY = applyScaling([scaling.output], y);
  const width = card.inputs.length;
  const select = (wanted: number): readonly [Tensor, Tensor] => {
    const rows = Array.from(part.keys()).filter((row) => part[row] === wanted);
    const chosen = new Float32Array(rows.length * inputs);
    rows.forEach((row, i) => {
      chosen.set(scaledX.subarray(row * width, (row + 1) * width), i * inputs);
    });
    const target = Float32Array.from(rows, (row) => scaledY[row] ?? Number.NaN);
    return [float32(chosen, rows.length, inputs), float32(target, rows.length, 1)];
  };
  const [x_train, y_train] = select(TRAIN);
  const [x_validation, y_validation] = select(VALIDATION);
  return { x_train, y_train, x_validation, y_validation };
}
