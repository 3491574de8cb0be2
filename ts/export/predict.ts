import { forwardCompact } from '../mlp/forward.ts';
import type { NetworkFile } from '../schema/types.ts';
import { networkOf } from './read.ts';

/**
 * Predictions of a network, in the output's unit, in float64. S rows; `rows` [S, inputs], flat and row-major: the
 * columns of `network.inputs` in their units. Returns [S].
 *
 * Throws a RangeError where `rows` are not whole rows.
 */
export function predict(network: NetworkFile, rows: Float64Array): Float64Array {
  const { inputs, output } = network;
  if (rows.length % inputs.length !== 0) {
    throw new RangeError(`${rows.length} numbers are not rows of ${inputs.length}`);
  }
  const x = new Float64Array(rows.length);
  for (const [i, { offset, scale }] of inputs.entries()) {
    for (let place = i; place < rows.length; place += inputs.length) {
      x[place] = ((rows[place] as number) - offset) / scale;
    }
  }
  return forwardCompact(networkOf(network), x).map((value) => value * output.scale + output.offset);
}
