import { type CompactNetwork, type Layer, select } from '../mlp/compact.ts';
import { type FoldedNetwork, foldConstants } from '../mlp/fold-constants.ts';
import { forwardCompact } from '../mlp/forward.ts';
import type { NetworkFile } from '../schema/types.ts';
import { networkOf } from './read.ts';

/**
 * What a network says of rows, in float64. S rows; `rows` [S, inputs], flat and row-major: what `network.inputs` take of
 * the columns, unscaled. Returns [S] of one target, in its unit; of several [S, outputs]; of two classes [S], the
 * probability of the second; of more [S, labels], their probabilities.
 *
 * Throws a RangeError where `rows` are not whole rows.
 */
export function predict(network: NetworkFile, rows: Float64Array): Float64Array {
  const { inputs, outputs, task } = network;
  if (rows.length % inputs.length !== 0) {
    throw new RangeError(`${rows.length} numbers are not rows of ${inputs.length}`);
  }
  const answers = forwardCompact(...seen(networkOf(network), inputs, rows));
  const values = answers.map((value, place) => {
    const { offset, scale } = outputs[place % outputs.length] as NetworkFile['outputs'][number];
    return value * scale + offset;
  });
  return task === 'regression' ? values : probabilities(values, outputs.length);
}

/** The network without the inputs that it does not use and with constants folded, and the rows as it sees them. */
function seen(
  network: CompactNetwork,
  inputs: NetworkFile['inputs'],
  rows: Float64Array,
): [FoldedNetwork, Float64Array] {
  const [first, ...rest] = network.layers as [Layer, ...Layer[]];
  const isUsed = (i: number) =>
    first.weights.some((weight, place) => place % first.from === i && weight !== 0);
  const used = inputs.map((_, i) => i).filter(isUsed);
  // A constant still answers a row for every row.
  const kept = used.length > 0 ? used : [0];
  const count = rows.length / inputs.length;
  const x = new Float64Array(count * kept.length);
  kept.forEach((input, i) => {
    const { offset, scale } = inputs[input] as NetworkFile['inputs'][number];
    for (let row = 0; row < count; row++) {
      x[row * kept.length + i] = ((rows[row * inputs.length + input] as number) - offset) / scale;
    }
  });
  const targets = Array.from({ length: first.to }, (_, to) => to);
  const narrow = { ...network, inputs: kept.length, layers: [select(first, kept, targets), ...rest] };
  return [foldConstants(narrow), x];
}

/** Of the logarithms of odds [S] of two classes the probability of the second; of [S, K] those of K classes. */
export function probabilities(values: Float64Array, classes: number): Float64Array {
  if (classes === 1) return values.map((value) => 1 / (1 + Math.exp(-value)));
  const result = new Float64Array(values.length);
  for (let first = 0; first < values.length; first += classes) {
    const row = values.subarray(first, first + classes);
    const greatest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const powers = row.map((value) => Math.exp(value - greatest));
    const sum = powers.reduce((total, power) => total + power, 0);
    result.set(
      powers.map((power) => power / sum),
      first,
    );
  }
  return result;
}
