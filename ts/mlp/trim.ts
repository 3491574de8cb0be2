import { restsAtZero } from './activation.ts';
import { type CompactNetwork, compact, countNonzeros, type Layer, select } from './compact.ts';
import type { Network } from './network.ts';
import type { Space } from './space.ts';

/** What is left of a network when all that is dead has gone, and its counts (method: non-zeros). */
export interface Trimmed {
  readonly network: CompactNetwork;
  /** Weights and biases left that are not zero. */
  readonly nonzeros: number;
  /** The same count between active neurons, before anything else was removed. */
  readonly nonzeros_raw: number;
  /** Neurons left in each hidden layer left. */
  readonly neurons: readonly number[];
}

/** Removes masked neurons and dead parts (`trimCompact`) and counts. The function stays the same. */
export function trim(space: Space, network: Network): Trimmed {
  const whole = compact(space, network);
  const left = trimCompact(whole);
  return {
    network: left,
    nonzeros: countNonzeros(left),
    nonzeros_raw: countNonzeros(whole),
    neurons: left.layers.slice(0, -1).map(({ to }) => to),
  };
}

/**
 * Removes neurons that reach no output by non-zero links, and neurons that always emit 0: without bias, activation
 * at rest for a sum of 0, no non-zero link from an input or from a neuron that emits. (A sigmoid neuron without
 * inputs emits 0.5 and stays if it is used.)
 *
 * A hidden layer that is left empty means that nothing before it matters: it goes with all layers before it, and
 * the first layer that stays takes the inputs by zeros. A constant may so become a network of one layer.
 */
export function trimCompact({ inputs, leaky_slope, layers }: CompactNetwork): CompactNetwork {
  const emits = emitting(inputs, layers);
  const reaches = reaching(layers);
  const live = emits.map((layer, k) =>
    indices(layer.length).filter((j) => {
      const outer = k === 0 || k === layers.length;
      return outer || (layer[j] && reaches[k]?.[j]);
    }),
  );
  const left = layers.map((layer, k) => select(layer, live[k] ?? [], live[k + 1] ?? []));
  return { inputs, leaky_slope, layers: withoutEmpty(inputs, left) };
}

/** For inputs and each layer: whether a neuron may emit anything but 0. */
function emitting(inputs: number, layers: readonly Layer[]): boolean[][] {
  const emits = [indices(inputs).map(() => true)];
  for (const { from, to, weights, bias, activations } of layers) {
    const sources = emits.at(-1) ?? [];
    emits.push(
      indices(to).map((j) => {
        const rests = restsAtZero(activations[j] ?? 'sigmoid') && (bias?.[j] ?? 0) === 0;
        return !rests || sources.some((source, i) => source && weights[j * from + i] !== 0);
      }),
    );
  }
  return emits;
}

/** For inputs and each layer: whether a neuron has a path of non-zero links to an output. */
function reaching(layers: readonly Layer[]): boolean[][] {
  let targets = indices(layers.at(-1)?.to ?? 0).map(() => true);
  const reaches = [targets];
  for (const { from, weights } of layers.toReversed()) {
    const next = targets;
    targets = indices(from).map((i) => next.some((target, j) => target && weights[j * from + i] !== 0));
    reaches.unshift(targets);
  }
  return reaches;
}

function withoutEmpty(inputs: number, layers: readonly Layer[]): Layer[] {
  const empty = layers.findLastIndex(({ to }) => to === 0);
  const first = layers[empty + 1];
  if (empty < 0 || !first) return [...layers];
  return [
    { ...first, from: inputs, weights: new Float32Array(first.to * inputs) },
    ...layers.slice(empty + 2),
  ];
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
