import { applyScaling, standardise } from '../../data/scale.ts';
import { forward } from '../../mlp/forward.ts';
import { generateBatch } from '../../mlp/generate.ts';
import { layout, unpack } from '../../mlp/pack.ts';
import type { Space } from '../../schema/types.ts';
import type { Points } from './domain.ts';
import { encodePacked, REACH } from './encode.ts';
import type { OpenSpace } from './open-space.ts';

/** Random networks of one depth, encoded. */
export interface EncodedBatch {
  readonly readsTables: boolean;
  /** Of as many inputs as were asked for. */
  readonly space: Space;
  readonly depth: number;
  readonly count: number;
  /** [count, P], packed as networks of `space` are. */
  readonly rows: Float32Array;
  /** [count, Z] */
  readonly z: Float32Array;
}

/** Networks encoded at once: their answers at a few hundred points are held in memory. */
const BATCH = 2000;
/** Of a space that reads tables: every cell of a table is a vector while it is read. */
const TABLES = 100;

/**
 * Networks 0 to `count - 1` of `label` of the space's generator, with as many inputs as are compared, batch by batch and by
 * depth. `progress` is told how many are done; what it throws ends it.
 */
export async function* encodedNetworks(
  open: OpenSpace,
  label: string,
  inputs: number,
  count: number,
  progress: (done: number) => void,
): AsyncGenerator<EncodedBatch> {
  const space = { ...open.space, inputs };
  const size = open.readsTables ? TABLES : BATCH;
  for (let first = 0; first < count; first += size) {
    progress(first);
    const { counts, rows } = generateBatch(space, label, first, Math.min(size, count - first));
    for (const [d, depth] of space.depths.entries()) {
      const [here, own] = [counts[d] ?? 0, rows[d]];
      if (!own || here === 0) continue;
      const z = await encodePacked(open, inputs, depth, widened(open.space, space, depth, own));
      yield { readsTables: open.readsTables, space, depth, count: here, rows: own, z };
    }
  }
  progress(count);
}

/** Network `i` of a batch. */
export function networkIn({ space, depth, rows, count }: EncodedBatch, i: number) {
  const size = rows.length / count;
  return unpack(space, depth, rows.slice(i * size, (i + 1) * size));
}

/** What network `i` of a batch answers to points, [S]: as the space sees it. */
export function answersIn(batch: EncodedBatch, i: number, points: Points): Float64Array {
  const values = rawAnswers(batch, i, points);
  return batch.readsTables ? applyScaling([standardise(values)], values) : values;
}

/** The same in the network's own units, which a space that reads tables does not see. */
export function rawAnswers(batch: EncodedBatch, i: number, { x }: Points): Float64Array {
  const own = batch.readsTables ? x.map((value) => REACH * value) : x;
  return forward(batch.space, networkIn(batch, i), own);
}

/** Packed networks of `narrow`, which has fewer inputs, as they are packed in `space`: nothing leads from the others. */
function widened(space: Space, narrow: Space, depth: number, rows: Float32Array): Float32Array {
  if (space.inputs === narrow.inputs) return rows;
  const [from, to] = [layout(narrow, depth), layout(space, depth)];
  const [first, wide] = [narrow.max_width * narrow.inputs, narrow.max_width * space.inputs];
  const result = new Float32Array((rows.length / from.size) * to.size);
  // The first layer's weights come first.
  for (let row = 0; row * from.size < rows.length; row++) {
    const [source, target] = [row * from.size, row * to.size];
    for (let j = 0; j < narrow.max_width; j++) {
      const weights = rows.subarray(source + j * narrow.inputs, source + (j + 1) * narrow.inputs);
      result.set(weights, target + j * space.inputs);
    }
    result.set(rows.subarray(source + first, source + from.size), target + wide);
  }
  return result;
}
