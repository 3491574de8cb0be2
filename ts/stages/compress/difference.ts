import { predict } from '../../export/predict.ts';
import { mostProbable } from '../../export/task.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { Tolerance } from './tolerance.ts';

/** How far the answers of a network are from those of the given one, on some rows. Of classes answers are probabilities. */
export interface Difference {
  readonly rows: number;
  /** Root mean square difference over the standard deviation of the given network's answers, or their range: of several numbers the greatest. */
  readonly relative: number;
  /** What `relative` is below for nineteen of twenty such sets of rows. */
  readonly surely: number;
  /** Of each output, in its unit; of classes of all probabilities together. */
  readonly outputs: readonly OutputDifference[];
  /** Share of the rows whose most probable class is the same; null of numbers. */
  readonly same_label: number | null;
}

export interface OutputDifference {
  readonly name: string;
  /** Standard deviation of the given network's answers. */
  readonly deviation: number;
  /** Greatest less least of these answers on all rows that there are. */
  readonly range: number;
  readonly rms: number;
  readonly mean: number;
  readonly worst: number;
}

/** Standard errors above a mean that it exceeds in one of twenty cases. */
const SURE = 1.645;

/** What differences are measured by. */
export interface Gauge {
  readonly of: Tolerance['of'];
  /** Of each output; of classes of all probabilities together. */
  readonly ranges: readonly number[];
}

/** The gauge of a tolerance: ranges are those of the given network's answers to all rows `x` [S, inputs]. */
export function gaugeOf(given: NetworkFile, x: Float64Array, { of }: Tolerance): Gauge {
  const answers = predict(given, x);
  const width = answers.length / (x.length / given.inputs.length);
  const ranges = groupsOf(given, width).map((group) => {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    answers.forEach((value, place) => {
      if (!group.includes(place % width)) return;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    });
    return greatest - least;
  });
  return { of, ranges };
}

export function differenceOf(
  given: NetworkFile,
  other: NetworkFile,
  x: Float64Array,
  gauge: Gauge,
): Difference {
  const [right, answers] = [predict(given, x), predict(other, x)];
  const { labels, outputs, inputs } = given;
  const rows = x.length / inputs.length;
  const width = right.length / rows;
  const each = groupsOf(given, width).map((group, i) => {
    const found = outputDifference(group, width, right, answers);
    const range = gauge.ranges[i] ?? 0;
    const scale = gauge.of === 'range' ? range : found.deviation;
    const over = (value: number) => (value === 0 ? 0 : value / scale);
    return { ...found, range, relative: over(found.rms), surely: over(found.most) };
  });
  const greatest = (of: 'relative' | 'surely') => Math.max(...each.map((one) => one[of]));
  return {
    rows,
    relative: greatest('relative'),
    surely: greatest('surely'),
    outputs: each.map(({ relative: _, surely: __, most: ___, ...rest }, o) => ({
      name: labels ? 'probability' : (outputs[o]?.name ?? ''),
      ...rest,
    })),
    same_label: labels ? sameLabels(labels.length, right, answers) : null,
  };
}

/** Outputs that are measured together: each by itself, of classes all. */
function groupsOf({ labels }: NetworkFile, width: number): readonly (readonly number[])[] {
  const all = Array.from({ length: width }, (_, o) => o);
  return labels ? [all] : all.map((o) => [o]);
}

/** Of the outputs numbered `group`, all together; `most`: what `rms` is below for nineteen of twenty such sets of rows. */
function outputDifference(
  group: readonly number[],
  width: number,
  right: Float64Array,
  answers: Float64Array,
): Omit<OutputDifference, 'name' | 'range'> & { readonly most: number } {
  const rows = right.length / width;
  const squares = new Float64Array(rows);
  let [mean, worst, variance] = [0, 0, 0];
  for (const o of group) {
    let centre = 0;
    for (let row = 0; row < rows; row++) centre += (right[row * width + o] as number) / rows;
    for (let row = 0; row < rows; row++) {
      const wanted = right[row * width + o] as number;
      const off = Math.abs((answers[row * width + o] as number) - wanted);
      squares[row] = (squares[row] as number) + off ** 2 / group.length;
      mean += off / rows / group.length;
      worst = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(worst, off);
      variance += (wanted - centre) ** 2 / rows / group.length;
    }
  }
  const square = squares.reduce((sum, value) => sum + value, 0) / rows;
  const spread = squares.reduce((sum, value) => sum + (value - square) ** 2, 0) / rows;
  const most = square + SURE * Math.sqrt(spread / rows);
  return { deviation: Math.sqrt(variance), rms: Math.sqrt(square), mean, worst, most: Math.sqrt(most) };
}

function sameLabels(classes: number, right: Float64Array, answers: Float64Array): number {
  const [wanted, said] = [mostProbable(classes, right), mostProbable(classes, answers)];
  return wanted.filter((label, row) => said[row] === label).length / wanted.length;
}
