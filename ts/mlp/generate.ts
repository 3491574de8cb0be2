import { Draw } from './draw.ts';
import type { Network } from './network.ts';
import { unpack } from './pack.ts';
import type { Space } from './space.ts';

/** What a batch may ask for beside its place in the label's endless row of networks. */
export interface Choice {
  /** Networks of this depth only; their own depths are drawn otherwise. */
  readonly depth?: number;
  /** How many different networks there are: network i is network i modulo `unique`. Null: all differ. */
  readonly unique?: number | null;
}

/** Networks `first` to `first + count - 1` of a label, packed; depths in the order of `space.depths`. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  /** For each network, the position of its depth in `space.depths`. */
  readonly depths: Uint8Array;
  /** For each depth, how many networks have it. */
  readonly counts: readonly number[];
  /** For each depth, its networks in order, packed: [counts, P]. */
  readonly rows: readonly Float32Array[];
}

/**
 * Network `index` of `label`: the same in every batch and on every machine. Its depth is drawn, or `depth`.
 *
 * Throws a RangeError where the space has no such depth.
 */
export function generate(space: Space, label: string, index: number, depth?: number): Network {
  const draw = new Draw(space, label);
  const chosen = depth ?? draw.depth(index);
  const row = new Float32Array(draw.layout(chosen).size);
  draw.write(index, chosen, row, 0);
  return unpack(space, chosen, row);
}

/**
 * Networks `first` to `first + count - 1` of `label`, those of `generate` bit for bit, packed by depth.
 *
 * Throws a RangeError where the space has no such depth.
 */
export function generateBatch(
  space: Space,
  label: string,
  first: number,
  count: number,
  choice: Choice = {},
): Batch {
  return drawBatch(new Draw(space, label), space, first, count, choice);
}

/** `generateBatch` with a `Draw` that is kept from batch to batch. */
export function drawBatch(draw: Draw, space: Space, first: number, count: number, choice: Choice): Batch {
  if (choice.depth !== undefined) draw.layout(choice.depth);
  const indexOf = (i: number) => (choice.unique ? (first + i) % choice.unique : first + i);
  const depths = new Uint8Array(count);
  const counts = space.depths.map(() => 0);
  for (let i = 0; i < count; i++) {
    const position = space.depths.indexOf(choice.depth ?? draw.depth(indexOf(i)));
    depths[i] = position;
    counts[position] = (counts[position] as number) + 1;
  }
  const sizes = space.depths.map((depth) => draw.layout(depth).size);
  const rows = counts.map((networks, position) => new Float32Array(networks * (sizes[position] as number)));
  const starts = space.depths.map(() => 0);
  for (let i = 0; i < count; i++) {
    const position = depths[i] as number;
    const start = starts[position] as number;
    draw.write(indexOf(i), space.depths[position] as number, rows[position] as Float32Array, start);
    starts[position] = start + (sizes[position] as number);
  }
  return { first, count, depths, counts, rows };
}

/** How many networks of each depth there are in each run of `size` networks of a batch, `size` a divisor of it. */
export function countSteps({ depths, counts }: Batch, size: number): number[][] {
  const steps = Array.from({ length: depths.length / size }, () => counts.map(() => 0));
  depths.forEach((position, i) => {
    const step = steps[Math.floor(i / size)] as number[];
    step[position] = (step[position] as number) + 1;
  });
  return steps;
}
