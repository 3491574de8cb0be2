import type { Affine } from '../../data/scale.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { NetworkFile } from '../../schema/types.ts';
import type { Rows } from './table-rows.ts';

/** A row is drawn towards one of so many that are nearest to it. */
const NEIGHBOURS = 6;
/** How far beyond a row and its neighbour points may lie, as a share of the way between them. */
const BEYOND = 0.1;
/** Rows among which neighbours are looked for: of more any are near. */
const LOOKED_AT = 2000;

/**
 * `count` points between rows and their neighbours, or a little beyond: numbers on the way from one to the other, what a
 * category, a date or a gap says as the one or the other has it. `scaling` is in which units rows are near.
 */
export function pointsBetween(
  { columns, inputs }: NetworkFile,
  { x, count: rows }: Rows,
  scaling: readonly Affine[],
  count: number,
  label: string,
): Float64Array {
  const width = inputs.length;
  const stream = openStream(label);
  const pick = (below: number) => Math.min(below - 1, Math.floor(uniform(stream, 0, below)));
  const scaled = x.map((value, place) => value / (scaling[place % width]?.scale ?? 1));
  const looked = Math.min(rows, LOOKED_AT);
  const nearest = new Map<number, readonly number[]>();
  const points = new Float64Array(count * width);
  for (let point = 0; point < count; point++) {
    const from = pick(looked);
    const known = nearest.get(from) ?? neighboursOf(scaled, width, looked, from);
    nearest.set(from, known);
    const to = known[pick(known.length)] ?? from;
    const way = uniform(stream, -BEYOND, 1 + BEYOND);
    // Inputs of a column come from the same row, whatever they take of it.
    const taken = columns.map(() => (uniform(stream, 0, 1) < way ? to : from));
    inputs.forEach(({ column, takes }, i) => {
      const [a, b] = [x[from * width + i] as number, x[to * width + i] as number];
      const isNumber = columns[column]?.kind === 'number' && takes === 'value';
      points[point * width + i] = isNumber
        ? a + way * (b - a)
        : (x[(taken[column] ?? from) * width + i] as number);
    });
  }
  return points;
}

function neighboursOf(x: Float64Array, width: number, rows: number, own: number): number[] {
  const distances = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      sum += ((x[row * width + i] as number) - (x[own * width + i] as number)) ** 2;
    }
    return sum;
  });
  const order = Array.from({ length: rows }, (_, row) => row).filter((row) => row !== own);
  order.sort((a, b) => (distances[a] as number) - (distances[b] as number));
  return order.slice(0, NEIGHBOURS);
}
