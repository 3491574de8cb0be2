import { shuffle } from '../random/distributions.ts';
import { openStreams } from '../random/stream.ts';
import type { NetworkFile } from '../schema/types.ts';
import { predict } from './predict.ts';
import { measureTask, taskOf } from './task.ts';
import { usesInput } from './used.ts';

/** Times that a column is shuffled. */
export const SHUFFLES = 10;

/** What a network loses without what a column tells. */
export interface Importance {
  /** Name of the column. */
  readonly column: string;
  /**
   * By how much the error grows where the column's values are shuffled among the rows: the mean over shuffles and their
   * standard deviation. In the target's unit; of several targets in their standard deviations; of classes in log-loss.
   */
  readonly mean: number;
  readonly spread: number;
}

/**
 * Permutation importance (Breiman 2001; Fisher et al. 2019) of every column of a network, the most important first. S rows:
 * `rows` [S, inputs] as `predict` takes them, `truth` as `measureTask` takes it. All inputs of a column move together. The
 * same arguments give the same numbers.
 */
export function importanceOf(
  network: NetworkFile,
  rows: Float64Array,
  truth: Float64Array,
  seed: number,
): Importance[] {
  const error = errorOn(network, truth);
  const whole = error(rows);
  const each = network.columns.map(({ name }, column) => {
    const places = usedInputs(network, column);
    if (places.length === 0) return { column: name, mean: 0, spread: 0 };
    const streams = openStreams(`importance/${seed}/${name}`);
    const increases = Array.from({ length: SHUFFLES }, (_, index) => {
      const order = shuffle(
        streams(index),
        Array.from({ length: rows.length / network.inputs.length }, (_, row) => row),
      );
      return error(withShuffled(rows, network.inputs.length, places, order)) - whole;
    });
    return { column: name, ...meanAndSpread(increases) };
  });
  return each.toSorted((a, b) => b.mean - a.mean);
}

/** The error of the network's answers to some rows: root mean square, or log-loss. */
function errorOn(network: NetworkFile, truth: Float64Array): (rows: Float64Array) => number {
  const task = taskOf(network);
  return (rows) => {
    const { mse, log_loss } = measureTask(task, { prediction: predict(network, rows), truth });
    return log_loss ?? Math.sqrt(mse ?? Number.NaN);
  };
}

function usedInputs(network: NetworkFile, column: number): number[] {
  return network.inputs.flatMap((input, place) =>
    input.column === column && usesInput(network, place) ? [place] : [],
  );
}

function withShuffled(
  rows: Float64Array,
  inputs: number,
  places: readonly number[],
  order: readonly number[],
): Float64Array {
  const shuffled = rows.slice();
  order.forEach((from, to) => {
    for (const place of places) shuffled[to * inputs + place] = rows[from * inputs + place] as number;
  });
  return shuffled;
}

function meanAndSpread(values: readonly number[]): Pick<Importance, 'mean' | 'spread'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (values.length - 1)) };
}
