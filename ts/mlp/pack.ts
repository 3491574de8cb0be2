import type { Network } from './network.ts';
import type { Activation, Space } from './space.ts';

/** A named part of the flat vector: numbers `start` to `stop`, row-major in `shape`. */
export interface Section {
  readonly name: string;
  readonly start: number;
  readonly stop: number;
  readonly shape: readonly number[];
}

/**
 * Where a network of one depth lies in its row of `size` float32 numbers. L hidden layers, N slots a hidden layer
 * (`max_width`), I inputs, O outputs, A activations to choose from.
 *
 *     weights_1 [N, I], weights_2 .. weights_L [N, N], weights_{L+1} [O, N]
 *     bias_1 .. bias_L [N], bias_{L+1} [O]      (only where the space has biases)
 *     masks [L, N]                              (1: the neuron is active)
 *     choices [L, N, A]                         (only where A > 1: one-hot; masked neurons choose the first)
 *
 * `py_kernels/mlp/layout.py` says the same in Python; golden files tie the two. Nobody else writes a column number.
 */
export interface Layout {
  readonly depth: number;
  readonly weights: readonly Section[];
  readonly biases: readonly Section[] | null;
  readonly masks: Section;
  readonly choices: Section | null;
  /** Numbers that are weights or biases: the first of the row. */
  readonly parameters: number;
  readonly size: number;
}

/** The layout of networks of `depth` hidden layers in `space`. */
export function layout(space: Space, depth: number): Layout {
  const { inputs, outputs, max_width: width, activations } = space;
  let size = 0;
  const section = (name: string, ...shape: number[]): Section => {
    const start = size;
    size += shape.reduce((product, length) => product * length, 1);
    return { name, start, stop: size, shape };
  };
  const layers = Array.from({ length: depth + 1 }, (_, index) => index + 1);
  const rows = (layer: number) => (layer > depth ? outputs : width);
  const weights = layers.map((k) => section(`weights_${k}`, rows(k), k === 1 ? inputs : width));
  const biases = space.bias ? layers.map((k) => section(`bias_${k}`, rows(k))) : null;
  const parameters = size;
  const masks = section('masks', depth, width);
  const choices = activations.length > 1 ? section('choices', depth, width, activations.length) : null;
  return { depth, weights, biases, masks, choices, parameters, size };
}

/** The sections of a layout, in order. */
export function sections({ weights, biases, masks, choices }: Layout): readonly Section[] {
  return [...weights, ...(biases ?? []), masks, ...(choices ? [choices] : [])];
}

/** A network as one row of its layout. */
export function pack(space: Space, network: Network): Float32Array {
  const plan = layout(space, network.depth);
  const row = new Float32Array(plan.size);
  network.weights.forEach((matrix, k) => {
    row.set(matrix, plan.weights[k]?.start);
  });
  plan.biases?.forEach((section, k) => {
    row.set(network.biases?.[k] ?? [], section.start);
  });
  network.masks.forEach((mask, k) => {
    row.set(mask, plan.masks.start + k * space.max_width);
  });
  if (plan.choices) {
    const chosen = network.activations.flat();
    for (let neuron = 0; neuron < chosen.length; neuron++) {
      const choice = space.activations.indexOf(chosen[neuron] as Activation);
      row[plan.choices.start + neuron * space.activations.length + choice] = 1;
    }
  }
  return row;
}

/**
 * The network in a row of the layout of `depth`; a copy. A neuron is active where its mask is at least a half, and
 * has the activation of its greatest choice. What a row may say about masked neurons (their weights, biases and
 * choices) does not change the function and is left out.
 *
 * Throws a RangeError where the row has another length.
 */
export function unpack(space: Space, depth: number, row: Float32Array): Network {
  const plan = layout(space, depth);
  if (row.length !== plan.size) {
    throw new RangeError(`a network of depth ${depth} has ${plan.size} numbers here, not ${row.length}`);
  }
  const copy = ({ start, stop }: Section) => row.slice(start, stop);
  const flat = Uint8Array.from(copy(plan.masks), (mask) => (mask >= 0.5 ? 1 : 0));
  const masks = slices(flat, space.max_width);
  const network = {
    depth,
    weights: plan.weights.map(copy),
    biases: plan.biases?.map(copy) ?? null,
    masks,
    activations: readActivations(space, plan, row, masks),
  };
  clearMasked(space, network);
  return network;
}

function slices(flat: Uint8Array, width: number): Uint8Array[] {
  return Array.from({ length: flat.length / width }, (_, k) => flat.slice(k * width, (k + 1) * width));
}

function readActivations(
  { activations }: Space,
  { choices }: Layout,
  row: Float32Array,
  masks: readonly Uint8Array[],
): Activation[][] {
  const first = activations[0] as Activation;
  return masks.map((mask, k) =>
    Array.from(mask, (active, j) => {
      if (!choices || !active) return first;
      const start = choices.start + (k * mask.length + j) * activations.length;
      const shares = row.subarray(start, start + activations.length);
      return activations[shares.indexOf(Math.max(...shares))] ?? first;
    }),
  );
}

function clearMasked(
  { inputs, outputs, max_width: width }: Space,
  { weights, biases, masks }: Network,
): void {
  masks.forEach((mask, k) => {
    const columns = k === 0 ? inputs : width;
    const next = weights[k + 1] as Float32Array;
    const rows = k + 1 < masks.length ? width : outputs;
    for (let j = 0; j < width; j++) {
      if (mask[j]) continue;
      weights[k]?.fill(0, j * columns, (j + 1) * columns);
      for (let to = 0; to < rows; to++) next[to * width + j] = 0;
      biases?.[k]?.fill(0, j, j + 1);
    }
  });
}
