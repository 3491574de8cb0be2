import { activate } from './activation.ts';
import type { CompactNetwork, Layer } from './compact.ts';
import type { Network } from './network.ts';
import type { Activation, Space } from './space.ts';

/**
 * Outputs of a network in float64: the oracle that the kernel is held to. A masked neuron emits 0, whatever its
 * activation. S rows, I inputs, O outputs.
 *
 * `x` [S, I], flat and row-major. Returns [S, O].
 */
export function forward(space: Space, network: Network, x: Float64Array): Float64Array {
  const { inputs, outputs, output_activation, leaky_slope } = space;
  return eachRow(x, inputs, outputs, (row) =>
    network.weights.reduce((values: ArrayLike<number>, weights, k) => {
      const bias = network.biases?.[k] ?? null;
      const mask = network.masks[k];
      return Float64Array.from({ length: weights.length / values.length }, (_, to) => {
        if (mask && !mask[to]) return 0;
        const activation = network.activations[k]?.[to] ?? output_activation;
        return activate(activation, weigh(weights, bias, to, values), leaky_slope);
      });
    }, row),
  );
}

/** Outputs of a compact network in float64: `x` [S, I], flat and row-major, gives [S, O]. */
export function forwardCompact(
  { inputs, leaky_slope, layers }: CompactNetwork,
  x: Float64Array,
): Float64Array {
  const rows = x.length / inputs;
  return layers.reduce((values, layer) => passLayer(layer, values, rows, leaky_slope), x);
}

/** One layer for all rows together: an array a layer, not one a row, for fronts are measured on many rows. */
function passLayer(
  { from, to, weights, bias, activations }: Layer,
  values: Float64Array,
  rows: number,
  slope: number,
): Float64Array {
  const result = new Float64Array(rows * to);
  for (let j = 0; j < to; j++) {
    const activation = activations[j] as Activation;
    const first = bias?.[j] ?? 0;
    for (let row = 0; row < rows; row++) {
      let sum = first;
      for (let i = 0; i < from; i++) {
        sum += (weights[j * from + i] as number) * (values[row * from + i] as number);
      }
      result[row * to + j] = activate(activation, sum, slope);
    }
  }
  return result;
}

function weigh(
  weights: Float32Array,
  bias: Float32Array | null,
  to: number,
  values: ArrayLike<number>,
): number {
  let sum = bias?.[to] ?? 0;
  for (let from = 0; from < values.length; from++) {
    sum += (weights[to * values.length + from] as number) * (values[from] as number);
  }
  return sum;
}

function eachRow(
  x: Float64Array,
  inputs: number,
  outputs: number,
  network: (row: Float64Array) => ArrayLike<number>,
): Float64Array {
  const rows = x.length / inputs;
  const result = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    result.set(network(x.subarray(row * inputs, (row + 1) * inputs)), row * outputs);
  }
  return result;
}
