import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { Rows } from './table-rows.ts';

/**
 * How far points lie from the rows that they come from: the share of the columns' standard deviations that is drawn anew.
 * Points on the way from a row to a near one repeat the rows: of MLPs of four real tables, halved on them, answers to other rows were off
 * by 1.1 to 2.1 times as much.
 */
const SPREAD = 0.6;

/**
 * `count` points that are distributed as the rows are, and are none of them: a row drawn towards the mean, and from there along
 * the difference of two others, so that variances and correlations stay as they are (a smoothed bootstrap; Silverman and Young,
 * 1987). What a category, a date or a gap says is as one of the rows has it.
 */
export function smoothedRows(
  { columns, inputs }: NetworkFile,
  { x, count: rows }: Rows,
  count: number,
  label: string,
): Float64Array {
  const width = inputs.length;
  const stream = openStream(label);
  const pick = () => Math.min(rows - 1, Math.floor(uniform(stream, 0, rows)));
  const mean = inputs.map((_, i) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += x[row * width + i] as number;
    return sum / rows;
  });
  const inward = Math.sqrt(1 - SPREAD ** 2);
  const points = new Float64Array(count * width);
  for (let point = 0; point < count; point++) {
    const [from, one, other] = [pick(), pick(), pick()];
    // Inputs of a column come from the same row, whatever they take of it.
    const taken = columns.map(() => (uniform(stream, 0, 1) < SPREAD ** 2 ? one : from));
    inputs.forEach(({ column, takes }, i) => {
      const value = (row: number) => x[row * width + i] as number;
      const centre = mean[i] as number;
      const isNumber = columns[column]?.kind === 'number' && takes === 'value';
      points[point * width + i] = isNumber
        ? centre + inward * (value(from) - centre) + (SPREAD * (value(one) - value(other))) / Math.SQRT2
        : value(taken[column] ?? from);
    });
  }
  return points;
}
