/** What of an ONNX file (https://onnx.ai, onnx.proto3) networks of dense layers need: names are those of its messages. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Version by domain; '' is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** One of these is there, by the attribute's type. */
export interface OnnxAttribute {
  readonly f?: number;
  readonly i?: number;
  readonly s?: string;
  readonly t?: OnnxTensor;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly string[];
}

/** Numbers or strings in C order. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: TensorType;
  readonly values: ArrayLike<number> | readonly string[];
}

export type TensorType = 'float' | 'double' | 'int32' | 'int64' | 'string';

/** An input or output of the graph; null in its shape: any length. */
export interface OnnxValue {
  readonly name: string;
  /** Null: of a kind that is not known here. */
  readonly type: TensorType | null;
  readonly shape: readonly (number | null)[];
}

/** Of TensorProto.DataType. */
export const DATA_TYPES: Readonly<Record<TensorType, number>> = {
  float: 1,
  int32: 6,
  int64: 7,
  string: 8,
  double: 11,
};

/** Of AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPES = { f: 1, i: 2, s: 3, t: 4, floats: 6, ints: 7, strings: 8 } as const;

/** Why bytes are no ONNX file that can be read here, in one sentence. */
export class OnnxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OnnxError';
  }
}
