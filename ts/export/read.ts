import { type CompactNetwork, countNonzeros } from '../mlp/compact.ts';
import type { Checked, Complaint } from '../schema/check.ts';
import { checkFront, checkGroups, checkNetwork } from '../schema/schemas.ts';
import type { Front, GroupsFile, NetworkFile, NetworkLayer } from '../schema/types.ts';
import { upgrade } from './upgrade.ts';

export type { Complaint, GroupsFile, NetworkFile };

/** Reads the text of a `network.json`: the network, or what is wrong with it and where. */
export function readNetwork(text: string): Checked<NetworkFile> {
  const checked = readJson(text, (value) => checkNetwork(upgrade(value)));
  if (!checked.ok) return checked;
  const complaints = disagreements(checked.value);
  return complaints.length > 0 ? { ok: false, complaints } : checked;
}

/** Reads the text of a `front.json`: the front, or what is wrong with it and where. */
export function readFront(text: string): Checked<Front> {
  return readJson(text, checkFront);
}

/** Reads the text of a `groups.json`: the networks of a fit by groups, or what is wrong with it and where. */
export function readGroups(text: string): Checked<GroupsFile> {
  return readJson(text, checkGroups);
}

function readJson<T>(text: string, check: (value: unknown) => Checked<T>): Checked<T> {
  try {
    return check(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, complaints: [{ path: [], message: notJson(text, error) }] };
  }
}

/** What is wrong with a text that is no JSON, on one line. */
export function notJson(text: string, error: unknown): string {
  if (text.trim() === '') return 'it is empty';
  return `not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`;
}

/** The network of a file, its weights as float32 again. */
export function networkOf({ inputs, leaky_slope, layers }: NetworkFile): CompactNetwork {
  return {
    inputs: inputs.length,
    // A file without leaky_relu has no slope, and none is asked for.
    leaky_slope: leaky_slope ?? 0,
    layers: layers.map(({ weights, bias, activations }) => ({
      from: weights[0]?.length ?? 0,
      to: weights.length,
      weights: Float32Array.from(weights.flat()),
      bias: bias && Float32Array.from(bias),
      activations,
    })),
  };
}

/** What no JSON Schema can say: sizes that must agree, counts that must be right. */
function disagreements(file: NetworkFile): Complaint[] {
  const sizes = file.layers.flatMap((layer, k) =>
    sizeComplaints(layer, k, file.layers[k - 1]?.weights.length ?? file.inputs.length),
  );
  if (sizes.length > 0) return sizes;
  const complaints = [...outputComplaints(file), ...inputComplaints(file)];
  const leaky = file.layers.some(({ activations }) => activations.includes('leaky_relu'));
  if (leaky && file.leaky_slope === undefined) {
    complaints.push({ path: [], message: 'a neuron is leaky_relu, but leaky_slope is missing' });
  }
  const nonzeros = countNonzeros(networkOf(file));
  if (nonzeros !== file.nonzeros) {
    complaints.push({ path: ['nonzeros'], message: `expected ${nonzeros}, as the layers have` });
  }
  return complaints;
}

function outputComplaints({ task, labels, layers, outputs }: NetworkFile): Complaint[] {
  const complaints: Complaint[] = [];
  const neurons = layers.at(-1)?.weights.length;
  if (neurons !== outputs.length) {
    const path = ['layers', layers.length - 1, 'weights'];
    const expected = outputs.length === 1 ? 'one output neuron' : `${outputs.length} output neurons`;
    complaints.push({ path, message: `expected ${expected}, got ${neurons}` });
  }
  if ((task === 'classification') !== (labels !== undefined)) {
    complaints.push({ path: ['labels'], message: 'expected in a classification, and there alone' });
  } else if (labels && outputs.length !== (labels.length === 2 ? 1 : labels.length)) {
    const expected = labels.length === 2 ? 'one for two labels' : `one for each of ${labels.length} labels`;
    complaints.push({ path: ['outputs'], message: `expected ${expected}, got ${outputs.length}` });
  }
  return complaints;
}

/** Inputs of columns that are not there, or that take of them what such a column does not have. */
function inputComplaints({ inputs, columns }: NetworkFile): Complaint[] {
  return inputs.flatMap(({ column, takes, level }, i): Complaint[] => {
    const { kind, levels } = columns[column] ?? {};
    if (!kind) return [{ path: ['inputs', i, 'column'], message: `there is no column ${column}` }];
    const possible = { number: ['value'], category: ['level'], date: [...DATE_PARTS] }[kind];
    if (![...possible, 'missing'].includes(takes))
      return [{ path: ['inputs', i, 'takes'], message: `a ${kind} has no ${takes}` }];
    if (takes === 'level' && !(level !== null && levels?.includes(level)))
      return [{ path: ['inputs', i, 'level'], message: 'expected a level of its column' }];
    return [];
  });
}

const DATE_PARTS = ['year', 'month', 'weekday', 'hour', 'day'];

function sizeComplaints({ weights, bias, activations }: NetworkLayer, k: number, from: number): Complaint[] {
  const complaints: Complaint[] = [];
  const expect = (path: (string | number)[], length: number, expected: number, what: string) => {
    if (length === expected) return;
    const message = `expected ${expected} numbers or names, ${what}, got ${length}`;
    complaints.push({ path: ['layers', k, ...path], message });
  };
  weights.forEach((row, j) => {
    expect(['weights', j], row.length, from, 'one for each neuron of the layer before');
  });
  if (bias) expect(['bias'], bias.length, weights.length, 'one for each row of weights');
  expect(['activations'], activations.length, weights.length, 'one for each row of weights');
  return complaints;
}
