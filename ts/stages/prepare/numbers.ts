import { encode } from '../../data/encode.ts';
import { selectRows, type TableRows } from '../../data/rows.ts';
import { targetWidth } from '../../data/target.ts';
import type { Treatment } from '../../schema/columns.ts';
import type { Asked } from './asked.ts';

/** The rows as numbers, and which of them these are: none has a gap where the fitted rows have none. */
export function numbersOf(
  { frame, target, rows, places }: Asked,
  treatment: Treatment,
  group: Int32Array | null,
): { rows: TableRows; places: readonly number[] } {
  const width = targetWidth(target);
  const x = encode(treatment, frame);
  const features = treatment.features.length;
  const chosen = new Float64Array(rows.length * features);
  rows.forEach((row, i) => {
    chosen.set(x.subarray(row * features, (row + 1) * features), i * features);
  });
  const y = new Float64Array(rows.length * width);
  places.forEach((place, i) => {
    for (let o = 0; o < width; o++) y[i * width + o] = target.y[place * width + o] as number;
  });
  const known = Array.from({ length: rows.length }, (_, i) => i).filter((i) =>
    chosen.subarray(i * features, (i + 1) * features).every((value) => !Number.isNaN(value)),
  );
  const all = { count: rows.length, x: chosen, y, group };
  return { rows: known.length === rows.length ? all : selectRows(all, known), places: known };
}

export function joined(a: TableRows, b: TableRows): TableRows {
  const group = a.group && new Int32Array(a.count + b.count).fill(-1);
  if (a.group) group?.set(a.group);
  return { count: a.count + b.count, x: concatenated(a.x, b.x), y: concatenated(a.y, b.y), group };
}

function concatenated(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
