import type { NetworkFile } from '../export/read.ts';
import { OnnxError } from '../onnx/model.ts';
import { readOnnx } from '../onnx/read.ts';
import { decodeSafetensors, SafetensorsError } from '../tensors/safetensors.ts';
import { type Chain, ForeignError } from './chain.ts';
import { networkOfChain } from './given.ts';
import { chainOfOnnx } from './onnx.ts';
import { type ActivationName, chainOfSequential } from './sequential.ts';

/** How the user helps with what a file of another tool does not say. */
export interface Hints {
  /** Columns that its inputs are, in order; null: x1, x2, ... */
  readonly inputs: readonly string[] | null;
  /** Between the layers of a safetensors file; null: its metadata say it. */
  readonly activation: ActivationName | null;
}

export const NO_HINTS: Hints = { inputs: null, activation: null };

/** Whether a file's name says that another tool made it. */
export function isForeign(file: string): boolean {
  return /\.(onnx|safetensors)$/i.test(file);
}

/** The network in a file of ONNX or safetensors, by its name. Nothing in it is run. Throws a ForeignError, a sentence. */
export function readForeign(file: string, bytes: Uint8Array, { inputs, activation }: Hints): NetworkFile {
  const source = file.split('/').at(-1) ?? file;
  return saidOf(file, () => networkOfChain(chainIn(file, bytes, activation), { inputs, source }));
}

/** How many inputs the network in the file has. */
export function inputsOfForeign(file: string, bytes: Uint8Array, activation: ActivationName | null): number {
  return saidOf(file, () => chainIn(file, bytes, activation).inputs);
}

function chainIn(file: string, bytes: Uint8Array, activation: ActivationName | null): Chain {
  return /\.onnx$/i.test(file)
    ? chainOfOnnx(readOnnx(bytes))
    : chainOfSequential(decodeSafetensors(bytes), activation);
}

/** What is wrong with a file, said with its name. */
function saidOf<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OnnxError || error instanceof SafetensorsError || error instanceof ForeignError)
      throw new ForeignError(`${file} cannot be read as a network: ${error.message}`);
    throw error;
  }
}
