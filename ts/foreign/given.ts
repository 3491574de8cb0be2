import { type Columns, plainTreatment } from '../export/columns.ts';
import { type NetworkFile, readNetwork } from '../export/read.ts';
import { writeCompact } from '../export/write.ts';
import { trimCompact } from '../mlp/trim.ts';
import { type Chain, ForeignError } from './chain.ts';

/** What the file does not say: names of its inputs, and where it comes from. */
export interface Naming {
  /** In the order of the inputs; null: as the file says, or x1, x2, ... */
  readonly inputs: readonly string[] | null;
  readonly source: string;
}

/**
 * The network as a file of swat's, its weights rounded to float32; biases of linear outputs become offsets of what is
 * predicted, which are not counted. Throws a ForeignError for what such a file cannot hold.
 */
export function networkOfChain(chain: Chain, { inputs, source }: Naming): NetworkFile {
  const names = inputs ?? chain.names ?? Array.from({ length: chain.inputs }, (_, i) => `x${i + 1}`);
  if (names.length !== chain.inputs)
    throw new ForeignError(
      `it takes ${chain.inputs} inputs, and ${names.length} columns are named (${names.join(', ')})`,
    );
  const layers = chain.layers.map(({ from, to, weights, bias, activation }, k) => ({
    from,
    to,
    weights: Float32Array.from(weights),
    bias: isOffset(chain, k) ? null : Float32Array.from(bias),
    activations: Array.from({ length: to }, () => activation),
  }));
  const compact = trimCompact({ inputs: chain.inputs, leaky_slope: chain.slope, layers });
  const result = readNetwork(writtenWhole(compact, columnsOf(chain, names), source));
  if (!result.ok)
    throw new ForeignError(`it is no network that swat can hold: ${result.complaints[0]?.message}`);
  return result.value;
}

function isOffset({ layers }: Chain, k: number): boolean {
  return k === layers.length - 1 && layers[k]?.activation === 'linear';
}

function writtenWhole(compact: Parameters<typeof writeCompact>[0], columns: Columns, source: string): string {
  try {
    return writeCompact(compact, columns, { source });
  } catch (error) {
    if (error instanceof RangeError) throw new ForeignError(error.message);
    throw error;
  }
}

function columnsOf({ scaling, layers, labels }: Chain, names: readonly string[]): Columns {
  const last = layers.at(-1);
  const biases = last && isOffset({ layers } as Chain, layers.length - 1) ? last.bias : null;
  const { columns, features } = plainTreatment(names);
  const width = last?.to ?? 1;
  const outputs = Array.from({ length: width }, (_, o) => ({
    name: nameOf(o, width, labels),
    offset: biases?.[o] ?? 0,
    scale: 1,
  }));
  const scaled = features.map((feature, i) => ({ ...feature, ...(scaling[i] ?? { offset: 0, scale: 1 }) }));
  return {
    task: labels ? 'classification' : 'regression',
    ...(labels ? { target: 'class', labels: [...labels] } : {}),
    columns: [...columns],
    inputs: scaled,
    outputs,
  };
}

function nameOf(output: number, outputs: number, labels: readonly string[] | null): string {
  if (labels) return labels.length === 2 ? 'class' : (labels[output] ?? `class ${output}`);
  return outputs === 1 ? 'y' : `y${output + 1}`;
}
