import { constantOf } from '../export/constant.ts';
import { usesInput } from '../export/used.ts';
import type { NetworkFile } from '../schema/types.ts';
import { significant } from './number.ts';

/** A neuron or an input at its place in px. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  /** What links call it. */
  readonly name: string;
  /** What stands beside it; empty for hidden neurons. */
  readonly label: string;
  /** Its bias, or what a neuron without inputs says, as it stands above it; empty where there is none, or no room. */
  readonly bias: string;
  readonly description: string;
  readonly kind: 'input' | 'hidden' | 'output';
  /** null for an input, and for a neuron that always says the same. */
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
  readonly dots: readonly Dot[];
  readonly links: readonly Link[];
  /** A word below each column. */
  readonly captions: readonly { readonly x: number; readonly text: string }[];
  /** Inputs that no link uses, and that are not drawn. */
  readonly leftOut: number;
  readonly withBiases: boolean;
}

const WIDTH = 440;
/** Room for the names of inputs on the left, and for those of outputs on the right. */
const LEFT = 154;
const RIGHT = 102;
const TOP = 30;
const BOTTOM = 40;
const ROW = 46;
/** Characters of a name that there is room for. */
const LONGEST_LABEL = 17;
const LONGEST_OUTPUT = 11;
/** Of more inputs those that are not used are left out. */
const MOST_UNUSED = 8;
/** Biases are written where columns are at least so far apart. */
const BIAS_ROOM = 40;

/** Columns of dots, one a layer, each centred; a link for every weight that is not zero. `outputs` are the outputs' names. */
export function layOut(network: NetworkFile, outputs: readonly string[]): NetworkLayout {
  const inputs = drawnInputs(network);
  const places = [inputs, ...network.layers.map(({ weights }) => Array.from(weights.keys()))];
  const step = (WIDTH - LEFT - RIGHT) / (places.length - 1);
  const inner = Math.max(...places.map(({ length }) => length - 1), 3) * ROW;
  const y = (row: number, size: number) => {
    const gap = Math.min(inner / Math.max(size - 1, 1), ROW * 1.6);
    return TOP + inner / 2 + (row - (size - 1) / 2) * gap;
  };
  const withBiases = step >= BIAS_ROOM;
  const columns = places.map((neurons, column) =>
    neurons.map((neuron, row): Dot => {
      const place = { x: LEFT + column * step, y: y(row, neurons.length) };
      const dot = column === 0 ? inputDot(network, neuron) : neuronDot(network, outputs, column - 1, neuron);
      return { ...place, ...dot, bias: withBiases ? dot.bias : '' };
    }),
  );
  return {
    width: WIDTH,
    height: TOP + inner + BOTTOM,
    dots: columns.flat(),
    links: network.layers.flatMap(({ weights }, layer) =>
      makeLinks(weights, places[layer], columns[layer], columns[layer + 1]),
    ),
    captions: places.map(({ length }, column) => ({
      x: LEFT + column * step,
      text: caption(column, places.length - 1, length),
    })),
    leftOut: network.inputs.length - inputs.length,
    withBiases: columns.flat().some(({ bias }) => bias !== ''),
  };
}

/** Places of the inputs that are drawn: all, or of many those that are used. */
function drawnInputs(network: NetworkFile): number[] {
  const places = Array.from(network.inputs.keys());
  return places.length <= MOST_UNUSED ? places : places.filter((place) => usesInput(network, place));
}

/** `sources` stand for the weights' columns at `places`. */
function makeLinks(
  weights: readonly (readonly number[])[],
  places: readonly number[] = [],
  sources: readonly Dot[] = [],
  targets: readonly Dot[] = [],
): Link[] {
  return targets.flatMap((to, row) =>
    sources.flatMap((from, index): Link[] => {
      const weight = weights[row]?.[places[index] ?? -1] ?? 0;
      return weight === 0 ? [] : [{ from, to, weight }];
    }),
  );
}

function inputDot(network: NetworkFile, place: number): Omit<Dot, 'x' | 'y'> {
  const { name, offset, scale } = network.inputs[place] as NetworkFile['inputs'][number];
  const used = usesInput(network, place);
  return {
    kind: 'input',
    name,
    label: shorten(name, LONGEST_LABEL),
    bias: '',
    description: `${name}${used ? '' : ' (not used)'}; seen as (value - ${significant(offset, 5)}) / ${significant(scale, 5)}`,
    activation: null,
    used,
  };
}

function neuronDot(
  network: NetworkFile,
  outputs: readonly string[],
  layer: number,
  row: number,
): Omit<Dot, 'x' | 'y'> {
  const isOutput = layer === network.layers.length - 1;
  const name = isOutput ? (outputs[row] ?? '') : `neuron ${layer + 1}.${row + 1}`;
  const { activations, bias: biases } = network.layers[layer] as NetworkFile['layers'][number];
  const activation = activations[row] ?? 'linear';
  const bias = biases?.[row] ?? 0;
  const constant = constantOf(network, layer, row);
  const outgoing = network.layers[layer + 1]?.weights.some((to) => (to[row] ?? 0) !== 0) ?? false;
  const words = `${name}: ${activation.replaceAll('_', ' ')}${bias === 0 ? '' : `, bias ${significant(bias, 4)}`}`;
  const isConstant = constant !== null && !isOutput;
  return {
    kind: isOutput ? 'output' : 'hidden',
    name,
    label: isOutput ? shorten(name, LONGEST_OUTPUT) : '',
    bias: isConstant ? significant(constant, 2) : bias === 0 ? '' : signed(bias),
    description: isConstant ? `${name}: always ${significant(constant, 4)}, a bias` : words,
    activation: isConstant ? null : activation,
    used: constant === null || outgoing,
  };
}

function signed(bias: number): string {
  return `${bias > 0 ? '+' : ''}${significant(bias, 2)}`;
}

function caption(column: number, last: number, size: number): string {
  if (column === 0) return 'inputs';
  if (column === last) return size === 1 ? 'output' : 'outputs';
  return last > 4 ? `${column}` : `layer ${column}`;
}

function shorten(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
}
