import type { NetworkFile, NetworkInput } from '../schema/types.ts';
import { predict } from './predict.ts';
import { usesInput } from './used.ts';

/** Values of a number at which a network is asked; of fewer distinct ones these. */
const MOST_VALUES = 41;

/** What a network answers on average where a column has a value: its partial dependence (Friedman 2001). */
export interface Dependence {
  /** Name of the column, of a date of its part. */
  readonly name: string;
  readonly points: readonly DependencePoint[];
  /** What the network takes of the column; `level` of a category. */
  readonly takes: NetworkInput['takes'];
  /** What the rows say, [S]; null of a category. */
  readonly seen: Float64Array | null;
}

export interface DependencePoint {
  /** A number, a level, or null where the value is missing. */
  readonly value: number | string | null;
  /** The mean over the rows of what `predict` answers, [answers]. */
  readonly answer: readonly number[];
}

/**
 * How the answer depends on a column: one of a number or a category, of a date one for each part that is used, none where
 * nothing is. S rows, `rows` [S, inputs] as `predict` takes them; each is asked with every value, its other columns as they
 * are. A category may be missing where the network has an input for that.
 */
export function dependenceOf(network: NetworkFile, rows: Float64Array, column: number): Dependence[] {
  const { kind, name, levels } = network.columns[column] as NetworkFile['columns'][number];
  const own = network.inputs
    .map((input, place) => ({ input, place, isUsed: usesInput(network, place) }))
    .filter(({ input }) => input.column === column);
  if (!own.some(({ isUsed }) => isUsed)) return [];
  const at = (value: DependencePoint['value'], inputs: readonly Placed[]): DependencePoint => ({
    value,
    answer: meanAnswer(network, withValue(network, rows, inputs, value)),
  });
  const mark = own.filter(({ input }) => input.takes === 'missing');
  if (kind === 'category') {
    const values = [...(levels ?? []), ...mark.map(() => null)];
    return [{ name, takes: 'level', points: values.map((value) => at(value, own)), seen: null }];
  }
  return own
    .filter(({ input, isUsed }) => isUsed && input.takes !== 'missing')
    .map((number) => {
      const seen = rows.filter((_, index) => index % network.inputs.length === number.place);
      const points = valuesBetween(seen).map((value) => at(value, [number, ...mark]));
      return { name: number.input.name, takes: number.input.takes, points, seen };
    });
}

/** An input at its place in a row. */
interface Placed {
  readonly input: NetworkInput;
  readonly place: number;
}

/** The rows with the inputs as they are where their column has the value. */
function withValue(
  network: NetworkFile,
  rows: Float64Array,
  inputs: readonly Placed[],
  value: DependencePoint['value'],
): Float64Array {
  const changed = rows.slice();
  for (const { input, place } of inputs) {
    const number = inputFor(input, value);
    for (let index = place; index < changed.length; index += network.inputs.length) changed[index] = number;
  }
  return changed;
}

function inputFor({ takes, level }: NetworkInput, value: DependencePoint['value']): number {
  if (takes === 'missing') return value === null ? 1 : 0;
  if (takes === 'level') return value === level ? 1 : 0;
  return Number(value);
}

function meanAnswer(network: NetworkFile, rows: Float64Array): number[] {
  const answers = predict(network, rows);
  const width = network.outputs.length;
  const sums = new Float64Array(width);
  answers.forEach((answer, index) => {
    sums[index % width] = (sums[index % width] as number) + answer;
  });
  return Array.from(sums, (sum) => (sum * width) / answers.length);
}

/** The distinct values where they are few, or as many between the least and the greatest. */
function valuesBetween(seen: Float64Array): number[] {
  const distinct = [...new Set(seen)].filter(Number.isFinite).sort((a, b) => a - b);
  const [least, greatest] = [distinct[0], distinct.at(-1)];
  if (least === undefined || greatest === undefined || distinct.length <= MOST_VALUES) return distinct;
  const step = (greatest - least) / (MOST_VALUES - 1);
  return Array.from({ length: MOST_VALUES }, (_, index) => least + index * step);
}
