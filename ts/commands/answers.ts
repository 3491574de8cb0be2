import { predict } from '../export/predict.ts';
import type { NetworkFile } from '../export/read.ts';
import { answerWidth, mostProbable, probabilityOf } from '../export/task.ts';
import { usesInput } from '../export/used.ts';

/** Row `row` of what inputs take, `x` [S, inputs]; null where a used one has a gap that nothing fills. */
export function completeRow(network: NetworkFile, x: Float64Array, row: number): Float64Array | null {
  const width = network.inputs.length;
  const values = x.subarray(row * width, (row + 1) * width);
  const isKnown = (_: unknown, place: number) => !(Number.isNaN(values[place]) && usesInput(network, place));
  return network.inputs.every(isKnown) ? values : null;
}

/** What is said of rows without gaps: a line each, and names of its cells. */
export interface Answers {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** What the network says of rows without gaps; of one number the ends of its interval too, where they are asked for and known. */
export function answersOf(
  network: NetworkFile,
  rows: readonly Float64Array[],
  withInterval: boolean,
): Answers {
  const x = new Float64Array(rows.length * network.inputs.length);
  rows.forEach((row, place) => {
    x.set(row, place * row.length);
  });
  const predictions = predict(network, x);
  return network.labels === undefined
    ? numbersOf(network, predictions, withInterval)
    : classesOf(network, network.labels, predictions);
}

function numbersOf(
  { outputs, interval }: NetworkFile,
  predictions: Float64Array,
  withInterval: boolean,
): Answers {
  const names = outputs.map(({ name }) => name);
  const [name = ''] = names;
  const halfWidth = withInterval ? interval?.half_width : undefined;
  const ends = halfWidth === undefined ? [] : [-halfWidth, halfWidth];
  const count = predictions.length / names.length;
  return {
    header: halfWidth === undefined ? names : [name, `${name} low`, `${name} high`],
    lines: Array.from({ length: count }, (_, row) => {
      const values = predictions.subarray(row * names.length, (row + 1) * names.length);
      return [...values, ...ends.map((end) => (values[0] as number) + end)].map(String);
    }),
  };
}

/** The most probable class, and the probability of each. */
function classesOf(network: NetworkFile, labels: readonly string[], predictions: Float64Array): Answers {
  const target = network.target ?? 'class';
  const width = answerWidth({ kind: 'classification', targets: [target], labels });
  const guesses = mostProbable(labels.length, predictions);
  return {
    header: [target, ...labels.map((label) => `p(${label})`)],
    lines: Array.from(guesses, (guess, row) => [
      labels[guess] as string,
      ...labels.map((_, which) => String(probabilityOf(predictions, row * width, labels.length, which))),
    ]),
  };
}
