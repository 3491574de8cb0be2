import { activateAll } from './activation.ts';
import type { CompactNetwork, Layer } from './compact.ts';
import type { FoldedLayer, FoldedNetwork } from './fold-constants.ts';
import type { Network } from './network.ts';
import type { Activation, Space } from './space.ts';

/**
 * Outputs of a network in float64: the oracle that the kernel is held to. A masked neuron emits 0, whatever its
 * activation. S rows, I inputs, O outputs.
 *
 * `x` [S, I], flat and row-major. Returns [S, O].
 */
export function forward(space: Space, network: Network, x: Float64Array): Float64Array {
  let columns = toColumns(x, space.inputs);
  for (const [k, weights] of network.weights.entries()) {
    const [from, to] = [columns.length, weights.length / columns.length];
    const bias = network.biases?.[k] ?? null;
    const activations = network.activations[k] ?? new Array<Activation>(to).fill(space.output_activation);
    const layer = { from, to, weights, bias, activations };
    columns = passLayer(layer, columns, space.leaky_slope, network.masks[k]);
  }
  return toRows(columns);
}

/** Outputs of a compact network in float64: `x` [S, I], flat and row-major, gives [S, O]. */
export function forwardCompact(
  { inputs, leaky_slope, layers }: CompactNetwork | FoldedNetwork,
  x: Float64Array,
): Float64Array {
  let columns = toColumns(x, inputs);
  for (const layer of layers) columns = passLayer(layer, columns, leaky_slope);
  return toRows(columns);
}

/** One layer for all rows together, a column a neuron: fronts are measured on many rows. */
function passLayer(
  { from, to, weights, bias, activations }: Layer | FoldedLayer,
  columns: readonly Float64Array[],
  slope: number,
  mask?: ArrayLike<unknown>,
): Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  return Array.from({ length: to }, (_, j) => {
    if (mask && !mask[j]) return new Float64Array(rows);
    const sums = new Float64Array(rows).fill(bias?.[j] ?? 0);
    for (let i = 0; i < from; i++) {
      addScaled(sums, weights[j * from + i] ?? 0, columns[i] as Float64Array);
    }
    activateAll(activations[j] as Activation, sums, slope);
    return sums;
  });
}

function addScaled(sums: Float64Array, weight: number, column: Float64Array): void {
  if (weight === 0) return;
  for (let row = 0; row < sums.length; row++) {
    sums[row] = (sums[row] as number) + weight * (column[row] as number);
  }
}

function toColumns(x: Float64Array, width: number): Float64Array[] {
  const rows = x.length / width;
  return Array.from({ length: width }, (_, i) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = x[row * width + i] as number;
    return column;
  });
}

function toRows(columns: readonly Float64Array[]): Float64Array {
  const [only, ...others] = columns;
  if (only && others.length === 0) return only;
  const rows = only?.length ?? 0;
  const x = new Float64Array(rows * columns.length);
  for (const [i, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) x[row * columns.length + i] = column[row] as number;
  }
  return x;
}
