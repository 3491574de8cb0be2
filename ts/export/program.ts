import { activate } from '../mlp/activation.ts';
import { type FoldedLayer, foldConstants } from '../mlp/fold-constants.ts';
import type { Activation } from '../mlp/space.ts';
import type { DatePart } from '../schema/columns.ts';
import type { NetworkColumn, NetworkFile, NetworkInput } from '../schema/types.ts';
import { networkOf } from './read.ts';

/**
 * A network as a program: what is computed from a row of the table's columns to the answer, without anything that has no
 * part in it. Every form in which networks are exported is printed from it.
 */
export interface Program {
  /** The arguments. */
  readonly columns: readonly ProgramColumn[];
  /** Each makes a number of columns or of steps before it. */
  readonly steps: readonly Step[];
  readonly outputs: readonly OutputStep[];
  /** What is predicted: a column, or of several outputs their names. */
  readonly target: string;
  /** Labels of classes: outputs are then logarithms of odds, and answers probabilities. Null: answers are outputs. */
  readonly labels: readonly string[] | null;
  readonly leaky_slope: number;
  /** As the network's file counts them, constants that were folded among them. */
  readonly nonzeros: number;
}

export interface ProgramColumn extends Pick<NetworkColumn, 'name' | 'kind' | 'fill'> {
  /** What a category may say; empty for other kinds. */
  readonly levels: readonly string[];
  readonly isUsed: boolean;
}

export type Step = InputStep | NeuronStep;

/** What the network sees of a column: (reading - offset) / scale. */
export interface InputStep {
  readonly kind: 'input';
  /** What the file calls it. */
  readonly name: string;
  /** Position in `columns`. */
  readonly column: number;
  readonly reading: Reading;
  readonly offset: number;
  readonly scale: number;
  /** Least and greatest reading among the rows that were fitted, where the file says it. */
  readonly range: readonly [number, number] | null;
}

/** A number that is read from a cell. */
export type Reading =
  /** The cell's number, or a part of its date; `fill` where it is missing, null: then there is no answer. */
  | { readonly takes: 'value' | DatePart; readonly fill: number | null }
  /** 1 where the cell is missing, otherwise 0. */
  | { readonly takes: 'missing' }
  | LevelReading;

/** 1 where the cell says the level, otherwise 0. */
export interface LevelReading {
  readonly takes: 'level';
  /** Position in the column's levels. */
  readonly level: number;
  /** Cells for which there is no answer: none; the missing ones; or all that say none of the column's two levels. */
  readonly unanswered: 'none' | 'missing' | 'unknown';
}

/** activation(bias + weights . steps before it). */
export interface NeuronStep {
  readonly kind: 'neuron';
  /** From 1 on. */
  readonly layer: number;
  readonly position: number;
  /** What constant neurons contribute is in it. */
  readonly bias: number;
  readonly links: readonly Link[];
  readonly activation: Activation;
}

export interface Link {
  readonly weight: number;
  /** Position in `steps`. */
  readonly from: number;
}

/** value * scale + offset, where the value is that of a step, or a constant. */
export interface OutputStep {
  readonly name: string;
  readonly from: number | { readonly constant: number };
  readonly offset: number;
  readonly scale: number;
}

/** The program of a network. Its numbers are those of `predict`. */
export function programOf(network: NetworkFile): Program {
  const { layers, leaky_slope } = foldConstants(networkOf(network));
  const live = liveNeurons(network.inputs.length, layers);
  const steps: Step[] = [];
  const first = (live[0] ?? []).map((i) => [i, steps.push(inputStep(network, i)) - 1] as const);
  let places: Places = new Map(first);
  layers.forEach((layer, k) => {
    const before = places;
    const own = (live[k + 1] ?? [])
      .map((j) => [j, neuronStep(layer, k + 1, j, before)] as const)
      .filter(([, { links }]) => links.length > 0)
      .map(([j, step]) => [j, steps.push(step) - 1] as const);
    places = new Map(own);
  });
  const used = new Set(steps.map((step) => (step.kind === 'input' ? step.column : -1)));
  return {
    columns: network.columns.map(({ name, kind, fill, levels }, i) => {
      return { name, kind, fill, levels: levels ?? [], isUsed: used.has(i) };
    }),
    steps,
    outputs: network.outputs.map((output, j) => {
      return { ...output, from: places.get(j) ?? { constant: constantOf(layers.at(-1), j, leaky_slope) } };
    }),
    target: network.target ?? network.outputs.map(({ name }) => name).join(', '),
    labels: network.labels ?? null,
    leaky_slope,
    nonzeros: network.nonzeros,
  };
}

/** Where the steps of inputs or of a layer's neurons stand, by their positions in it. */
type Places = ReadonlyMap<number, number>;

/** Of the inputs and of each layer the positions from which a path of links leads to an output. */
function liveNeurons(inputs: number, layers: readonly FoldedLayer[]): number[][] {
  const outputs = Array.from({ length: layers.at(-1)?.to ?? 0 }, (_, j) => j);
  return layers.toReversed().reduce(
    ([next = [], ...later], { from, weights }, k) => {
      const size = k === layers.length - 1 ? inputs : from;
      const isLive = (i: number) => next.some((j) => weights[j * from + i] !== 0);
      return [Array.from({ length: size }, (_, i) => i).filter(isLive), next, ...later];
    },
    [outputs],
  );
}

function inputStep({ inputs, columns }: NetworkFile, i: number): InputStep {
  const input = inputs[i] as NetworkInput;
  const { name, column, offset, scale, range } = input;
  return {
    kind: 'input',
    name,
    column,
    reading: readingOf(input, columns[column] as NetworkColumn, inputs),
    offset,
    scale,
    range: range ? [range[0] as number, range[1] as number] : null,
  };
}

/** How data/encode.ts makes the number. */
function readingOf(
  { takes, level, column }: NetworkInput,
  { fill, levels }: NetworkColumn,
  inputs: readonly NetworkInput[],
): Reading {
  if (takes === 'missing') return { takes };
  if (takes !== 'level') return { takes, fill };
  const own = inputs.filter((input) => input.column === column);
  const ofMissing = own.some((input) => input.takes === 'missing') ? 'none' : 'missing';
  const isPair = levels?.length === 2 && own.length === 1;
  return {
    takes,
    level: levels?.indexOf(level ?? '') ?? -1,
    unanswered: isPair ? 'unknown' : ofMissing,
  };
}

function neuronStep(
  { from, weights, bias, activations }: FoldedLayer,
  layer: number,
  position: number,
  places: Places,
): NeuronStep {
  const links = Array.from(places, ([i, step]) => ({
    weight: weights[position * from + i] as number,
    from: step,
  }));
  return {
    kind: 'neuron',
    layer,
    position,
    bias: bias[position] as number,
    links: links.filter(({ weight }) => weight !== 0),
    activation: activations[position] as Activation,
  };
}

function constantOf(layer: FoldedLayer | undefined, position: number, slope: number): number {
  return activate(layer?.activations[position] ?? 'linear', layer?.bias[position] ?? 0, slope);
}
