import type { Network } from './network.ts';
import type { Activation, Space } from './space.ts';

/** One layer of a network without slots: only neurons that are there. */
export interface Layer {
  readonly from: number;
  readonly to: number;
  /** `[to][from]`, flat and row-major. */
  readonly weights: Float32Array;
  /** [to]; null where the space has no biases. */
  readonly bias: Float32Array | null;
  /** [to] */
  readonly activations: readonly Activation[];
}

/** A network whose layers are as wide as they have neurons; the last layer is the output. */
export interface CompactNetwork {
  readonly inputs: number;
  readonly leaky_slope: number;
  readonly layers: readonly Layer[];
}

/** The network without its masked neurons; a hidden layer may be left with none. The same function. */
export function compact(space: Space, network: Network): CompactNetwork {
  const every = (length: number) => Array.from({ length }, (_, index) => index);
  const active = network.masks.map((mask) => every(space.max_width).filter((j) => mask[j]));
  const kept = [every(space.inputs), ...active, every(space.outputs)];
  const layers = network.weights.map((weights, k): Layer => {
    const columns = k === 0 ? space.inputs : space.max_width;
    const output = every(space.outputs).map(() => space.output_activation);
    return select(
      {
        from: columns,
        to: weights.length / columns,
        weights,
        bias: network.biases?.[k] ?? null,
        activations: network.activations[k] ?? output,
      },
      kept[k] ?? [],
      kept[k + 1] ?? [],
    );
  });
  return { inputs: space.inputs, leaky_slope: space.leaky_slope, layers };
}

/** The part of a layer between the neurons `sources` and `targets`, by their positions. */
export function select(layer: Layer, sources: readonly number[], targets: readonly number[]): Layer {
  const { from, weights, bias, activations } = layer;
  return {
    from: sources.length,
    to: targets.length,
    weights: Float32Array.from(targets.flatMap((to) => sources.map((s) => weights[to * from + s] as number))),
    bias: bias && Float32Array.from(targets, (to) => bias[to] as number),
    activations: targets.map((to) => activations[to] as Activation),
  };
}

/** Weights and biases that are not zero. */
export function countNonzeros({ layers }: CompactNetwork): number {
  const count = (numbers: Float32Array | null) =>
    numbers?.reduce((sum, number) => sum + (number === 0 ? 0 : 1), 0) ?? 0;
  return layers.reduce((sum, { weights, bias }) => sum + count(weights) + count(bias), 0);
}
