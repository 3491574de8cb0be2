import type { NetworkFile } from '../schema/types.ts';
import { significant } from './number.ts';

/** A neuron, an input or the output, at its place in px. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  /** What links call it. */
  readonly name: string;
  /** What stands beside it; empty for hidden neurons. */
  readonly label: string;
  readonly description: string;
  /** null for an input. */
  readonly activation: string | null;
  /** Whether any link touches it. */
  readonly used: boolean;
}

export interface Link {
  readonly from: Dot;
  readonly to: Dot;
  readonly weight: number;
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly output: string;
  readonly dots: readonly Dot[];
  readonly links: readonly Link[];
  /** A word below each column. */
  readonly captions: readonly { readonly x: number; readonly text: string }[];
}

const WIDTH = 440;
/** Room for the names of inputs on the left, and for the output's name on the right. */
const LEFT = 154;
const RIGHT = 96;
const TOP = 24;
const BOTTOM = 52;
const ROW = 46;
/** Characters of a name that there is room for. */
const LONGEST_LABEL = 17;
const LONGEST_OUTPUT = 12;

/** Columns of dots, one a layer, each centred; a link for every weight that is not zero. */
export function layOut(network: NetworkFile, output: string): NetworkLayout {
  const sizes = [network.inputs.length, ...network.layers.map((layer) => layer.weights.length)];
  const rows = Math.max(...sizes);
  const inner = Math.max(rows - 1, 3) * ROW;
  const x = (column: number) => LEFT + (column * (WIDTH - LEFT - RIGHT)) / (sizes.length - 1);
  const y = (row: number, size: number) => {
    const gap = Math.min(inner / Math.max(size - 1, 1), ROW * 1.6);
    return TOP + inner / 2 + (row - (size - 1) / 2) * gap;
  };
  const columns = sizes.map((size, column) =>
    Array.from({ length: size }, (_, row) => makeDot(network, output, column, row, x(column), y(row, size))),
  );
  const last = sizes.length - 1;
  return {
    width: WIDTH,
    height: TOP + inner + BOTTOM,
    output,
    dots: columns.flat(),
    links: network.layers.flatMap((layer, index) =>
      makeLinks(layer.weights, columns[index], columns[index + 1]),
    ),
    captions: sizes.map((_, column) => ({ x: x(column), text: caption(column, last) })),
  };
}

function makeLinks(
  weights: readonly (readonly number[])[],
  sources: readonly Dot[] = [],
  targets: readonly Dot[] = [],
): Link[] {
  return targets.flatMap((to, row) =>
    sources.flatMap((from, column): Link[] => {
      const weight = weights[row]?.[column] ?? 0;
      return weight === 0 ? [] : [{ from, to, weight }];
    }),
  );
}

function makeDot(
  network: NetworkFile,
  output: string,
  column: number,
  row: number,
  x: number,
  y: number,
): Dot {
  const outgoing = network.layers[column]?.weights.some((to) => (to[row] ?? 0) !== 0) ?? false;
  const input = network.inputs[row];
  if (column === 0 && input !== undefined) {
    const note = outgoing ? '' : ' (not used)';
    return {
      x,
      y,
      name: input.name,
      label: shorten(input.name, LONGEST_LABEL),
      description: `${input.name}${note}; seen as (value - ${significant(input.offset, 5)}) / ${significant(input.scale, 5)}`,
      activation: null,
      used: outgoing,
    };
  }
  const layer = network.layers[column - 1];
  const isOutput = column === network.layers.length;
  const name = isOutput ? output : `neuron ${column}.${row + 1}`;
  const activation = layer?.activations[row] ?? 'linear';
  const bias = layer?.bias?.[row] ?? 0;
  const incoming = layer?.weights[row]?.some((weight) => weight !== 0) ?? false;
  return {
    x,
    y,
    name,
    label: isOutput ? shorten(output, LONGEST_OUTPUT) : '',
    description: `${name}: ${activation.replaceAll('_', ' ')}${bias === 0 ? '' : `, bias ${significant(bias, 4)}`}`,
    activation,
    used: incoming || outgoing,
  };
}

function caption(column: number, last: number): string {
  if (column === 0) return 'inputs';
  if (column === last) return 'output';
  return last > 4 ? `${column}` : `layer ${column}`;
}

function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
}
