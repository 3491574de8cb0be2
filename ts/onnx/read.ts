import {
  bytesIn,
  doublesIn,
  type Fields,
  floatsIn,
  messageIn,
  readMessage,
  textIn,
  textOf,
  varintIn,
  varintsIn,
} from './fields.ts';
import {
  DATA_TYPES,
  type OnnxAttribute,
  OnnxError,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  type TensorType,
} from './model.ts';

/** Reads an ONNX file. Nothing that it says is run. Throws an OnnxError for what is damaged or not understood. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  try {
    const { graph, ...model } = readMessage<Partly<OnnxModel>>(bytes, MODEL, {
      irVersion: 0,
      producer: '',
      opsets: {},
      metadata: {},
      graph: null,
    });
    if (graph === null) throw new OnnxError('it has no graph');
    return { ...model, graph };
  } catch (error) {
    // The reader of fields has plain errors for what is cut short, or no message at all.
    throw error instanceof OnnxError ? error : new OnnxError('it is cut short or damaged');
  }
}

/** A message while its fields come in. */
type Partly<T> = { -readonly [name in keyof T]: T[name] | (name extends 'graph' ? null : never) };

type Open<T> = { -readonly [name in keyof T]: T[name] extends readonly (infer E)[] ? E[] : T[name] };

const PAIR: Fields<{ key: string; value: string }> = {
  1: (pair, reader) => {
    pair.key = textIn(reader);
  },
  2: (pair, reader) => {
    pair.value = textIn(reader);
  },
};

const OPSET: Fields<{ domain: string; version: number }> = {
  1: (opset, reader) => {
    opset.domain = textIn(reader);
  },
  2: (opset, reader) => {
    opset.version = varintIn(reader);
  },
};

const MODEL: Fields<Partly<OnnxModel>> = {
  1: (model, reader) => {
    model.irVersion = varintIn(reader);
  },
  2: (model, reader) => {
    model.producer = textIn(reader);
  },
  7: (model, reader) => {
    model.graph = messageIn(reader, GRAPH, {
      name: '',
      nodes: [],
      initializers: [],
      inputs: [],
      outputs: [],
    });
  },
  8: (model, reader) => {
    const { domain, version } = messageIn(reader, OPSET, { domain: '', version: 0 });
    model.opsets = { ...model.opsets, [domain]: version };
  },
  14: (model, reader) => {
    const { key, value } = messageIn(reader, PAIR, { key: '', value: '' });
    model.metadata = { ...model.metadata, [key]: value };
  },
};

const GRAPH: Fields<Open<OnnxGraph>> = {
  1: (graph, reader) => {
    graph.nodes.push(nodeIn(reader));
  },
  2: (graph, reader) => {
    graph.name = textIn(reader);
  },
  5: (graph, reader) => {
    graph.initializers.push(tensorIn(reader));
  },
  11: (graph, reader) => {
    graph.inputs.push(messageIn(reader, VALUE, { name: '', type: null, shape: [] }));
  },
  12: (graph, reader) => {
    graph.outputs.push(messageIn(reader, VALUE, { name: '', type: null, shape: [] }));
  },
  15: () => {
    throw new OnnxError('it has sparse weights, which are not read here');
  },
};

function nodeIn(reader: Parameters<typeof bytesIn>[0]): OnnxNode {
  const node: Open<OnnxNode> = { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: {} };
  return messageIn(reader, NODE, node);
}

const NODE: Fields<Open<OnnxNode>> = {
  1: (node, reader) => {
    node.inputs.push(textIn(reader));
  },
  2: (node, reader) => {
    node.outputs.push(textIn(reader));
  },
  3: (node, reader) => {
    node.name = textIn(reader);
  },
  4: (node, reader) => {
    node.op = textIn(reader);
  },
  5: (node, reader) => {
    const { name, ...attribute } = messageIn<NamedAttribute>(reader, ATTRIBUTE, { name: '' });
    node.attributes = { ...node.attributes, [name]: attribute };
  },
  7: (node, reader) => {
    node.domain = textIn(reader);
  },
};

type NamedAttribute = Open<OnnxAttribute> & { name: string };

const ATTRIBUTE: Fields<NamedAttribute> = {
  1: (attribute, reader) => {
    attribute.name = textIn(reader);
  },
  2: (attribute, reader) => {
    attribute.f = floatsIn(reader)[0] ?? 0;
  },
  3: (attribute, reader) => {
    attribute.i = varintIn(reader);
  },
  4: (attribute, reader) => {
    attribute.s = textIn(reader);
  },
  5: (attribute, reader) => {
    attribute.t = tensorIn(reader);
  },
  7: (attribute, reader) => {
    attribute.floats = [...(attribute.floats ?? []), ...floatsIn(reader)];
  },
  8: (attribute, reader) => {
    attribute.ints = [...(attribute.ints ?? []), ...varintsIn(reader)];
  },
  9: (attribute, reader) => {
    attribute.strings = [...(attribute.strings ?? []), textIn(reader)];
  },
};

const VALUE: Fields<Open<OnnxValue>> = {
  1: (value, reader) => {
    value.name = textIn(reader);
  },
  2: (value, reader) => {
    const { type, shape } = messageIn<Kind>(reader, TYPE, { type: null, shape: [] });
    value.type = type;
    value.shape = shape;
  },
};

type Kind = { type: TensorType | null; shape: (number | null)[] };

const TYPE: Fields<Kind> = { 1: (type, reader) => void messageIn(reader, TENSOR_TYPE, type) };
const TENSOR_TYPE: Fields<Kind> = {
  1: (kind, reader) => {
    kind.type = typeNamed(varintIn(reader)) ?? null;
  },
  2: (kind, reader) => void messageIn(reader, SHAPE, kind),
};
const SHAPE: Fields<Kind> = {
  1: (type, reader) => {
    const { length } = messageIn<{ length: number | null }>(reader, DIMENSION, { length: null });
    // 0 is what skl2onnx writes for any number of rows.
    type.shape.push(length === 0 ? null : length);
  },
};
const DIMENSION: Fields<{ length: number | null }> = {
  1: (dimension, reader) => {
    dimension.length = varintIn(reader);
  },
};

/** A TensorProto as it comes: numbers stand in the field of their type, or as bytes. */
interface Raw {
  name: string;
  shape: number[];
  type: number;
  numbers: number[];
  strings: string[];
  bytes: Uint8Array | null;
}

const TENSOR: Fields<Raw> = {
  1: (tensor, reader) => {
    tensor.shape.push(...varintsIn(reader));
  },
  2: (tensor, reader) => {
    tensor.type = varintIn(reader);
  },
  4: (tensor, reader) => {
    tensor.numbers = floatsIn(reader);
  },
  5: (tensor, reader) => {
    tensor.numbers = varintsIn(reader);
  },
  6: (tensor, reader) => {
    tensor.strings.push(textOf(bytesIn(reader)));
  },
  7: (tensor, reader) => {
    tensor.numbers = varintsIn(reader);
  },
  8: (tensor, reader) => {
    tensor.name = textIn(reader);
  },
  9: (tensor, reader) => {
    tensor.bytes = bytesIn(reader);
  },
  10: (tensor, reader) => {
    tensor.numbers = doublesIn(reader);
  },
  14: (tensor, reader) => {
    if (varintIn(reader) === EXTERNAL)
      throw new OnnxError(
        `the weights of ${tensor.name || 'a tensor'} lie in another file; save the model in one file`,
      );
  },
};

const EXTERNAL = 1;

function tensorIn(reader: Parameters<typeof bytesIn>[0]): OnnxTensor {
  const empty = { name: '', shape: [], type: 0, numbers: [], strings: [], bytes: null };
  const raw = messageIn<Raw>(reader, TENSOR, empty);
  const type = typeNamed(raw.type);
  if (type === undefined) throw new OnnxError(`${raw.name || 'a tensor'} has numbers of type ${raw.type}`);
  const values =
    type === 'string' ? raw.strings : raw.bytes ? numbersOf(raw.bytes, type, raw.name) : raw.numbers;
  const size = raw.shape.reduce((product, length) => product * length, 1);
  if (size !== values.length)
    throw new OnnxError(`${raw.name} [${raw.shape.join(', ')}] has ${values.length} numbers, not ${size}`);
  return { name: raw.name, shape: raw.shape, type, values };
}

function typeNamed(number: number): TensorType | undefined {
  return (Object.keys(DATA_TYPES) as TensorType[]).find((name) => DATA_TYPES[name] === number);
}

function numbersOf(bytes: Uint8Array, type: Exclude<TensorType, 'string'>, name: string): number[] {
  const item = type === 'double' || type === 'int64' ? 8 : 4;
  if (bytes.length % item !== 0) throw new OnnxError(`${name} has ${bytes.length} bytes of ${type}`);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = {
    float: (at: number) => data.getFloat32(at, true),
    double: (at: number) => data.getFloat64(at, true),
    int32: (at: number) => data.getInt32(at, true),
    int64: (at: number) => Number(data.getBigInt64(at, true)),
  }[type];
  return Array.from({ length: bytes.length / item }, (_, place) => read(place * item));
}
