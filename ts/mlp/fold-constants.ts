import { activate } from './activation.ts';
import type { CompactNetwork, Layer } from './compact.ts';
import type { Activation } from './space.ts';

/** A layer whose biases are sums in float64. */
export interface FoldedLayer extends Omit<Layer, 'bias'> {
  /** [to] */
  readonly bias: Float64Array;
}

/** A network in which no link leads from a neuron that always emits the same. */
export interface FoldedNetwork extends Omit<CompactNetwork, 'layers'> {
  readonly layers: readonly FoldedLayer[];
}

/**
 * The same network with what constant neurons emit added to the biases of the next layer, and their links there gone. A
 * neuron is constant where no link that is not zero leads to it from an input or from a neuron that is not constant: a sigmoid
 * without inputs emits 0.5. Neurons keep their places; an output that is constant is left with its bias alone.
 */
export function foldConstants({ layers, ...network }: CompactNetwork): FoldedNetwork {
  let emitted: readonly (number | null)[] = Array.from({ length: network.inputs }, () => null);
  const folded = layers.map((layer) => {
    const known = foldInto(layer, emitted);
    emitted = constantsOf(known, network.leaky_slope);
    return known;
  });
  return { ...network, layers: folded };
}

/** `emitted` [from]: what each neuron before the layer always emits; null where that depends on the inputs. */
function foldInto(layer: Layer, emitted: readonly (number | null)[]): FoldedLayer {
  const { from, to, weights } = layer;
  const left = weights.slice();
  const bias = Float64Array.from({ length: to }, (_, j) => layer.bias?.[j] ?? 0);
  for (let j = 0; j < to; j++) {
    for (const [i, constant] of emitted.entries()) {
      const weight = weights[j * from + i] as number;
      if (constant === null || weight === 0) continue;
      bias[j] = (bias[j] as number) + weight * constant;
      left[j * from + i] = 0;
    }
  }
  return { ...layer, weights: left, bias };
}

/** [to]: what each neuron of a layer always emits, or null. */
function constantsOf({ from, weights, bias, activations }: FoldedLayer, slope: number): (number | null)[] {
  return Array.from(bias, (sum, j) => {
    const isConstant = weights.subarray(j * from, (j + 1) * from).every((weight) => weight === 0);
    return isConstant ? activate(activations[j] as Activation, sum, slope) : null;
  });
}
