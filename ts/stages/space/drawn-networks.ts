import { float32, type Tensor, type Tensors } from '../../kernel/index.ts';
import { generateBatch } from '../../mlp/generate.ts';
import type { Space } from '../../mlp/space.ts';
import type { Drawn, TrainParameters } from '../../schema/types.ts';

/** Networks `first` on of `label`, `count` of them, as the tensors `STEM_depth`, float32 [B_d, P_d], of a request. */
export function drawnNetworks<Stem extends string>(
  space: Space,
  stem: Stem,
  label: string,
  count: number,
  first = 0,
): Record<`${Stem}_${number}`, Tensor> {
  const { counts, rows } = generateBatch(space, label, first, count);
  const drawn = space.depths.flatMap((depth, d) => {
    const [packed, count] = [rows[d], counts[d] ?? 0];
    return packed && count > 0 ? [[`${stem}_${depth}`, float32(packed, count, packed.length / count)]] : [];
  });
  return Object.fromEntries(drawn);
}

/** The space as the finish needs its first networks drawn: it can prune, but not grow. */
export function densely(space: Space, { drop_rates, widest, weight_share }: Drawn): Space {
  return {
    ...space,
    drop_rates,
    min_width: widest ? space.max_width : space.min_width,
    weight_range: weight_share * space.weight_range,
  };
}

/** The random networks that the autoencoder measures before its first step, where it does. */
export function measuredNetworks({ space, autoencoder, seed }: TrainParameters): Tensors {
  if (autoencoder.kind !== 'principal') return {};
  return drawnNetworks(space, 'networks', `measure/${seed}`, autoencoder.measured_networks);
}
