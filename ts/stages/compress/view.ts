import { type Affine, applyScaling, standardInputs, standardise } from '../../data/scale.ts';
import { predict } from '../../export/predict.ts';
import { networkOf } from '../../export/read.ts';
import { usesInput } from '../../export/used.ts';
import type { Activation } from '../../mlp/space.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { Rows } from './table-rows.ts';

/**
 * What the last layer of a network gives, and so what smaller ones are fitted to: numbers; outputs of sigmoids; the
 * probability of the second of two classes; or scores of more classes, about their mean, which softmax does not see.
 */
export type Answer = 'numbers' | 'sigmoids' | 'pair' | 'scores';

/** How networks see the rows and what they are to answer: one map an input that they see, and one an output. */
export interface View {
  readonly given: NetworkFile;
  readonly answer: Answer;
  /** Numbers of the inputs that the given network uses and that vary. */
  readonly seen: readonly number[];
  readonly inputs: readonly Affine[];
  readonly outputs: readonly Affine[];
}

const AS_IT_IS: Affine = { offset: 0, scale: 1 };

export function viewOf(given: NetworkFile, rows: Rows): View {
  const maps = standardInputs(rows.x, new Float64Array(rows.count).fill(1));
  const width = given.inputs.length;
  const varies = (i: number) => rows.x.some((value, place) => place % width === i && value !== rows.x[i]);
  const seen = given.inputs.map((_, i) => i).filter((i) => usesInput(given, i) && varies(i));
  const answer = answerOf(given);
  return {
    given,
    answer,
    seen,
    inputs: seen.map((i) => maps[i] as Affine),
    outputs: outputsOf(given, answer, rows),
  };
}

function answerOf({ labels, layers }: NetworkFile): Answer {
  if (labels) return labels.length === 2 ? 'pair' : 'scores';
  const last = layers.at(-1)?.activations ?? [];
  return last.every((activation) => activation === 'sigmoid') ? 'sigmoids' : 'numbers';
}

function outputsOf(given: NetworkFile, answer: Answer, rows: Rows): Affine[] {
  if (answer === 'pair') return [AS_IT_IS];
  if (answer === 'sigmoids') return given.outputs.map(({ offset, scale }) => ({ offset, scale }));
  const values = said(given, answer, rows.x);
  const width = given.outputs.length;
  const each = given.outputs.map((_, o) => standardise(values.filter((_, place) => place % width === o)));
  if (answer === 'numbers') return each;
  // One scale for the scores of all classes: their differences count.
  const scale = Math.sqrt(each.reduce((sum, map) => sum + map.scale ** 2, 0) / width);
  return each.map(({ offset }) => ({ offset, scale }));
}

/** What the given network says of rows `x` [S, inputs], as smaller ones are to: [S, outputs]. */
function said(given: NetworkFile, answer: Answer, x: Float64Array): Float64Array {
  if (answer === 'pair') return predict(given, x);
  const { labels: _, ...network } = given;
  const values = predict({ ...network, task: 'regression' }, x);
  return answer === 'scores' ? centred(values, given.outputs.length) : values;
}

function centred(values: Float64Array, width: number): Float64Array {
  const result = values.slice();
  for (let first = 0; first < values.length; first += width) {
    const row = values.subarray(first, first + width);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    result.set(
      row.map((value) => value - mean),
      first,
    );
  }
  return result;
}

/** Rows as networks see them: x [S, seen], y [S, outputs], float32. */
export function seenRows(view: View, { x, count }: Rows): { x: Float32Array; y: Float32Array } {
  const { given, seen, inputs, outputs, answer } = view;
  const width = given.inputs.length;
  const chosen = new Float64Array(count * seen.length);
  for (let row = 0; row < count; row++) {
    seen.forEach((input, i) => {
      chosen[row * seen.length + i] = x[row * width + input] as number;
    });
  }
  const scaledX = applyScaling(inputs, chosen);
  return {
    x: Float32Array.from(scaledX),
    y: Float32Array.from(applyScaling(outputs, said(given, answer, x))),
  };
}

/** The activations of the given network's hidden neurons. */
export function hiddenActivations(given: NetworkFile): Activation[] {
  return [
    ...new Set(
      networkOf(given)
        .layers.slice(0, -1)
        .flatMap(({ activations }) => activations),
    ),
  ];
}
