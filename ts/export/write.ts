import { type CompactNetwork, countNonzeros } from '../mlp/compact.ts';
import type { Network } from '../mlp/network.ts';
import type { Space } from '../mlp/space.ts';
import { trim } from '../mlp/trim.ts';
import type { Interval, NetworkFile, NetworkLayer } from '../schema/types.ts';
import type { Columns } from './columns.ts';

export type Provenance = Readonly<NetworkFile['provenance']>;

/**
 * The text of `network.json` (`schemas/network.schema.json`): the network without its dead parts. The same
 * arguments give the same bytes.
 *
 * Throws a RangeError for a network that the format cannot hold: numbers that are not finite, or other columns than it has
 * inputs and outputs.
 */
export function writeNetwork(
  network: Network,
  space: Space,
  columns: Columns,
  provenance: Provenance,
  interval?: Interval,
): string {
  if (columns.outputs.length !== space.outputs) {
    throw new RangeError(`${columns.outputs.length} columns for a network of ${space.outputs} outputs`);
  }
  if (columns.inputs.length !== space.inputs) {
    throw new RangeError(`${columns.inputs.length} columns for a network of ${space.inputs} inputs`);
  }
  return writeCompact(trim(space, network).network, columns, provenance, interval);
}

/** The same of a network without slots and dead parts. */
export function writeCompact(
  left: CompactNetwork,
  columns: Columns,
  provenance: Provenance,
  interval?: Interval,
): string {
  const leaky = left.layers.some(({ activations }) => activations.includes('leaky_relu'));
  const file: NetworkFile = {
    format: 2,
    task: columns.task,
    ...(columns.target === undefined ? {} : { target: columns.target }),
    ...(columns.labels ? { labels: columns.labels } : {}),
    ...(columns.missing ? { missing: columns.missing } : {}),
    columns: columns.columns,
    inputs: columns.inputs,
    outputs: columns.outputs,
    ...(leaky ? { leaky_slope: left.leaky_slope } : {}),
    layers: layersOf(left),
    nonzeros: countNonzeros(left),
    ...(interval ? { interval } : {}),
    provenance: Object.fromEntries(Object.entries(provenance).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${rowsOnOneLine(JSON.stringify(file, finite, 2))}\n`;
}

function layersOf({ layers }: CompactNetwork): NetworkLayer[] {
  return layers.map(({ from, to, weights, bias, activations }) => {
    const numbers = Array.from(weights, shortest);
    return {
      weights: Array.from({ length: to }, (_, j) => numbers.slice(j * from, (j + 1) * from)),
      bias: bias && Array.from(bias, shortest),
      activations: [...activations],
    };
  });
}

/** The number with the fewest digits that is `value` again as float32 (9 always do). */
export function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
}

/** JSON has neither NaN nor infinity, and would write null instead. */
function finite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${value} at ${key} cannot be written to network.json`);
  }
  return value;
}

/** Puts arrays of numbers and names on one line. A line break inside a JSON string is escaped, so none is touched. */
function rowsOnOneLine(json: string): string {
  return json.replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, row: string) => `[${row.replace(/\n\s+/g, ' ')}]`);
}
