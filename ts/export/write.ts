import type { CompactNetwork } from '../mlp/compact.ts';
import type { Network } from '../mlp/network.ts';
import type { Space } from '../mlp/space.ts';
import { trim } from '../mlp/trim.ts';
import type { Interval, NetworkFile, NetworkLayer, ScaledColumn } from '../schema/types.ts';

/** The columns that a network was fitted to, and their scaling; one input a column of the network's inputs. */
export interface ScaledColumns {
  readonly inputs: readonly ScaledColumn[];
  readonly output: ScaledColumn;
}

export type Provenance = Readonly<NetworkFile['provenance']>;

/**
 * The text of `network.json` (`schemas/network.schema.json`): the network without its dead parts. The same
 * arguments give the same bytes.
 *
 * Throws a RangeError for a network that the format cannot hold: several outputs, or numbers that are not finite.
 */
export function writeNetwork(
  network: Network,
  space: Space,
  columns: ScaledColumns,
  provenance: Provenance,
  interval?: Interval,
): string {
  if (space.outputs !== 1) throw new RangeError(`network.json holds one output, not ${space.outputs}`);
  if (columns.inputs.length !== space.inputs) {
    throw new RangeError(`${columns.inputs.length} columns for a network of ${space.inputs} inputs`);
  }
  const { network: left, nonzeros } = trim(space, network);
  const leaky = left.layers.some(({ activations }) => activations.includes('leaky_relu'));
  const file: NetworkFile = {
    format: 1,
    inputs: columns.inputs.map(scaledColumn),
    output: scaledColumn(columns.output),
    ...(leaky ? { leaky_slope: space.leaky_slope } : {}),
    layers: layersOf(left),
    nonzeros,
    ...(interval ? { interval } : {}),
    provenance: Object.fromEntries(Object.entries(provenance).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return `${rowsOnOneLine(JSON.stringify(file, finite, 2))}\n`;
}

function scaledColumn({ name, offset, scale, range }: ScaledColumn): ScaledColumn {
  return { name, offset, scale, ...(range ? { range } : {}) };
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
