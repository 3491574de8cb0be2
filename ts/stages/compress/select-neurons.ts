import { fitLinear } from '../../export/ols.ts';
import { activateAll } from '../../mlp/activation.ts';
import { type CompactNetwork, type Layer, select } from '../../mlp/compact.ts';

/** Rows by which neurons are chosen. */
const ROWS = 1000;

/**
 * The network with at most `most` neurons in each hidden layer: of a wider one those are kept from which what the next layer
 * sums up can be told best, one after the other (orthogonal matching pursuit), and the next layer's weights are fitted anew by
 * least squares. `x` [S, inputs], as the network sees rows.
 */
export function narrowed(network: CompactNetwork, x: Float32Array, most: number): CompactNetwork {
  const rows = Math.min(ROWS, x.length / network.inputs);
  const layers = [...network.layers];
  let columns: Float64Array[] = Array.from({ length: network.inputs }, (_, i) =>
    Float64Array.from({ length: rows }, (_, row) => x[row * network.inputs + i] as number),
  );
  for (let k = 0; k < layers.length - 1; k++) {
    const layer = layers[k] as Layer;
    const next = layers[k + 1] as Layer;
    const values = emitted(layer, columns, network.leaky_slope);
    if (layer.to > most) {
      const wanted = summed(next, values);
      const chosen = pursued(values, wanted, most).sort((a, b) => a - b);
      layers[k] = select(layer, layerInputs(layer), chosen);
      columns = chosen.map((j) => values[j] as Float64Array);
      layers[k + 1] = refitted(next, columns, wanted);
    } else columns = values;
  }
  return { ...network, layers };
}

function layerInputs({ from }: Layer): number[] {
  return Array.from({ length: from }, (_, i) => i);
}

/** What each neuron of a layer sums up of columns, before its activation. */
function summed({ from, to, weights, bias }: Layer, columns: readonly Float64Array[]): Float64Array[] {
  return Array.from({ length: to }, (_, j) => {
    const sums = new Float64Array(columns[0]?.length ?? 0).fill(bias?.[j] ?? 0);
    for (let i = 0; i < from; i++) add(sums, weights[j * from + i] as number, columns[i] as Float64Array);
    return sums;
  });
}

function emitted(layer: Layer, columns: readonly Float64Array[], slope: number): Float64Array[] {
  const sums = summed(layer, columns);
  sums.forEach((values, j) => {
    activateAll(layer.activations[j] ?? 'linear', values, slope);
  });
  return sums;
}

/** The numbers of `most` columns from which all of `wanted` are told best, with an intercept. */
function pursued(columns: readonly Float64Array[], wanted: readonly Float64Array[], most: number): number[] {
  const rest = columns.map((values) => centred(values));
  const left = wanted.map((values) => centred(values));
  const first = rest.map((values) => dot(values, values));
  const chosen: number[] = [];
  while (chosen.length < most) {
    const gains = rest.map((values, j) => {
      const length = dot(values, values);
      // What depends on those that were chosen is rounding.
      if (chosen.includes(j) || !(length > 1e-9 * (first[j] as number))) return -1;
      return left.reduce((sum, target) => sum + dot(values, target) ** 2 / length, 0);
    });
    const best = gains.indexOf(Math.max(...gains));
    if ((gains[best] as number) < 0) break;
    chosen.push(best);
    const unit = rest[best] as Float64Array;
    const length = Math.sqrt(dot(unit, unit));
    const direction = unit.map((value) => value / length);
    for (const values of [...rest, ...left]) add(values, -dot(values, direction), direction);
  }
  return chosen;
}

function refitted(next: Layer, columns: readonly Float64Array[], wanted: readonly Float64Array[]): Layer {
  const rows = columns[0]?.length ?? 0;
  const x = Float64Array.from({ length: rows * columns.length }, (_, place) => {
    return columns[place % columns.length]?.[Math.floor(place / columns.length)] as number;
  });
  const lines = wanted.map((target) => fitLinear(x, target));
  return {
    ...next,
    from: columns.length,
    weights: Float32Array.from(lines.flatMap(({ coefficients }) => [...coefficients])),
    bias: Float32Array.from(lines, ({ intercept }) => intercept),
  };
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (values[i] as number);
}
