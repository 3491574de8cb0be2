import type { DenseLayer, Elementwise } from './chain.ts';

/** What has been read of an ONNX graph's chain so far. */
export interface Road {
  /** Name of the value that the chain has come to. */
  readonly at: string;
  readonly width: number;
  /** Of how many inputs, and which of them the first layer takes. */
  readonly inputs: number;
  readonly picked: readonly number[];
  /** Before the first layer, what is done to the inputs. */
  readonly scaling: Elementwise | null;
  readonly layers: readonly DenseLayer[];
  /** Whether the last layer has no activation yet. */
  readonly isOpen: boolean;
  /** Done to what the last layer, or the inputs, say, and not yet part of a layer. */
  readonly pending: Elementwise;
  readonly slopes: readonly number[];
  readonly isSoftmax: boolean;
}

/** Nodes that leave a row of numbers as it is. */
export const STILL = new Set(['Identity', 'Cast', 'Dropout', 'Flatten', 'Reshape', 'Squeeze']);

/** What of a graph can be read. */
export const READABLE =
  'it reads chains of Gemm or MatMul and Add, scalings, and Relu, LeakyRelu, Tanh, Sigmoid or Softmax';

/** Every number as it is. */
export function unchanged(width: number): Elementwise {
  return { scale: new Float64Array(width).fill(1), shift: new Float64Array(width) };
}
