import type { Columns } from '../../export/columns.ts';
import { writeNetwork } from '../../export/write.ts';
import { withoutIntercepts } from '../../mlp/intercepts.ts';
import { widen } from '../../mlp/narrow.ts';
import { unpack } from '../../mlp/pack.ts';
import type { NetworkFile, Space } from '../../schema/types.ts';
import type { Candidate } from '../search/front.ts';
import type { Rows } from './table-rows.ts';
import type { View } from './view.ts';

/** The text of a found network's file: the given one's columns, inputs and answers. */
export function textOf(
  view: View,
  space: Space,
  { depth, packed }: Candidate,
  rows: Rows,
  seed: number,
): string {
  const { given, seen, answer } = view;
  const whole = unpack(space, depth, packed);
  const wide = widen(space, whole, seen, given.inputs.length);
  // Of two classes a file says the logarithm of the odds.
  const linear: Space = answer === 'sigmoids' ? wide.space : { ...wide.space, output_activation: 'linear' };
  const { network, intercepts } = withoutIntercepts(linear, wide.network);
  const source = given.provenance.source ?? given.provenance.table ?? null;
  return writeNetwork(network, linear, columnsOf(view, intercepts, rows), {
    compressed: source,
    seed,
    depth,
  });
}

function columnsOf(
  { given, seen, inputs, outputs }: View,
  intercepts: readonly number[],
  rows: Rows,
): Columns {
  const width = given.inputs.length;
  return {
    task: given.task,
    ...(given.target === undefined ? {} : { target: given.target }),
    ...(given.labels ? { labels: given.labels } : {}),
    columns: given.columns,
    inputs: given.inputs.map((input, i) => {
      const map = inputs[seen.indexOf(i)];
      return { ...input, ...(map ?? {}), range: rangeOf(rows, i, width) };
    }),
    outputs: given.outputs.map(({ name }, o) => {
      const { offset, scale } = outputs[o] ?? { offset: 0, scale: 1 };
      return { name, offset: offset + (intercepts[o] ?? 0) * scale, scale };
    }),
  };
}

function rangeOf({ x, count }: Rows, input: number, width: number): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < count; row++) {
    const value = x[row * width + input] as number;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return [least, greatest];
}

/** The given network as a candidate beside those that were found. */
export function givenText(given: NetworkFile): string {
  return `${JSON.stringify(given, null, 2)}\n`;
}
